/** The loss of classification. */
import type { Settings } from "../settings.ts";
import type { Weighted } from "../source.ts";
import { softmaxCrossEntropy } from "../tensors/softmax.ts";
import { countOfJudged, type JudgedLabels, judgedLabels, withinClasses } from "../tensors/labels.ts";
import { apart, meanLoss, weighedMean } from "../tensors/by_weight.ts";
import { areClasses } from "../tensors/class_range.ts";
import { tf } from "../tf.ts";
import { asPart, given, requireEach, requireRange, settle } from "../options/settle.ts";
import { requireLast, requireLogits, requireSameShape, requireTensors } from "../shapes/refuse.ts";

/** How cross-entropy judges. */
export interface CrossEntropyOptions {
  /** The share of each target that is spread evenly over all classes (Szegedy et al., 2016), in [0, 1). Default 0. */
  readonly labelSmoothing?: number;
  /** How much each class weighs, in their order: finite numbers of at least 0. Default all alike. */
  readonly classWeights?: readonly number[];
  /** The label of what is not judged, such as padding; a class or any other whole number. Default none. */
  readonly ignoreIndex?: number;
  /** Whether targets are shares of all classes, of the logits' shape, and not labels. Default false. */
  readonly soft?: boolean;
}

/** A loss of logits and labels, whatever the axes before the classes. */
export interface LabelLoss {
  // Rows stand first, as calls look for what fits from the top, and last, as types are told by the last one.
  (logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar;
  (logits: tf.Tensor2D, labels: Weighted<tf.Tensor1D>): tf.Scalar;
  (logits: tf.Tensor3D, labels: tf.Tensor2D | Weighted<tf.Tensor2D>): tf.Scalar;
  (logits: tf.Tensor4D, labels: tf.Tensor3D | Weighted<tf.Tensor3D>): tf.Scalar;
  (logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar;
  /** As of every loss. */
  readonly settings: Settings;
  /** As of every loss. */
  readonly staticGraph: boolean;
  /** How many labels are judged, each as much as its class weighs. */
  readonly count: (labels: tf.Tensor | Weighted<tf.Tensor>) => number | tf.Scalar;
}

/** A loss of logits and of targets that have their shape. */
export interface SoftLoss {
  (logits: tf.Tensor2D, target: tf.Tensor2D): tf.Scalar;
  (logits: tf.Tensor2D, target: Weighted<tf.Tensor2D>): tf.Scalar;
  (logits: tf.Tensor3D, target: tf.Tensor3D | Weighted<tf.Tensor3D>): tf.Scalar;
  (logits: tf.Tensor4D, target: tf.Tensor4D | Weighted<tf.Tensor4D>): tf.Scalar;
  (logits: tf.Tensor2D, target: tf.Tensor2D): tf.Scalar;
  /** As of every loss. */
  readonly settings: Settings;
  /** As of every loss. */
  readonly staticGraph: boolean;
  /** How many rows of shares are judged, each as much as its sample weighs. */
  readonly count: (target: tf.Tensor | Weighted<tf.Tensor>) => number | tf.Scalar;
}

/**
 * Mean negative log-likelihood of the labels under the softmax of the logits, as PyTorch's `cross_entropy`.
 *
 * The prediction has shape [batch, ..., classes] and dtype float32, the target the same less the last axis and dtype int32:
 * one label a sample, token or pixel. The mean is over all labels that are not ignored; with `classWeights` it is that of
 * PyTorch, in which a label counts as much as its class weighs. A label beyond the classes makes the loss NaN, on every engine;
 * where nothing is judged, the loss is 0 (PyTorch's is NaN). The loss counts what it judges, so that batches of unlike numbers of
 * tokens are accumulated as one batch of all of them.
 *
 * Where targets are `{ target, weight }`, a label counts as much as its sample weighs beside that.
 *
 * With `soft: true` the target is float32 [batch, ..., classes]: what share each class has, as of a teacher or of mixed images.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If `soft` and `ignoreIndex` are given together, or prediction and target do not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { crossEntropy, tf } from "jsr:@raptor/raptor";
 *
 * const loss = crossEntropy()(tf.zeros([2, 10]), tf.tensor1d([3, 7], "int32"));
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(10), 1e-6);
 * // Tokens, of which the last one is padding.
 * const tokens = crossEntropy({ ignoreIndex: -1 });
 * const judged = tokens(tf.tensor3d([[[1, 0], [0, 9]]]), tf.tensor2d([[0, -1]], [1, 2], "int32"));
 * assertAlmostEquals(judged.dataSync()[0]!, Math.log(1 + Math.exp(-1)), 1e-6);
 * ```
 */
export function crossEntropy(options?: CrossEntropyOptions & { readonly soft?: false }): LabelLoss;
/** The same of targets that are shares of all classes. */
export function crossEntropy(options: CrossEntropyOptions & { readonly soft: true }): SoftLoss;
/** The same of whatever the options say. */
export function crossEntropy(options?: CrossEntropyOptions): LabelLoss | SoftLoss;
export function crossEntropy(options: CrossEntropyOptions = {}): LabelLoss | SoftLoss {
  const { labelSmoothing = 0, classWeights, ignoreIndex, soft = false } = given(options);
  const settings = settle("crossEntropy", options, { labelSmoothing, classWeights, ignoreIndex, soft });
  requireRange("crossEntropy", "in [0, 1)", { labelSmoothing });
  requireRange("crossEntropy", "true or false", { soft });
  if (classWeights !== undefined) requireEach("crossEntropy", "a finite number of at least 0", { classWeights });
  if (ignoreIndex !== undefined) requireRange("crossEntropy", "a whole number", { ignoreIndex });
  if (soft && ignoreIndex !== undefined) {
    throw new TypeError(
      `Cannot make crossEntropy as soft targets have no labels to ignore: got ignoreIndex ${ignoreIndex}. Leave it out.`,
    );
  }
  const judging = { labelSmoothing, classWeights, ignoreIndex };
  return soft ? softLoss(judging, settings) : labelLoss(judging, settings);
}

type Judging =
  & Readonly<Record<"labelSmoothing", number>>
  & {
    readonly [Option in "classWeights" | "ignoreIndex"]: CrossEntropyOptions[Option] | undefined;
  };

function labelLoss(judging: Judging, settings: Settings): LabelLoss {
  const { labelSmoothing, classWeights, ignoreIndex } = judging;
  const weightOf = (these: JudgedLabels): number | tf.Scalar => {
    if (classWeights === undefined) return countOfJudged(these);
    const { known, kept } = these;
    const weights = withinClasses(
      known,
      classWeights.length,
      (safe) => tf.gather(tf.tensor1d([...classWeights]), safe),
    );
    return tf.sum(kept ? tf.mul(weights, kept) : weights) as tf.Scalar;
  };
  const judge = (logits: tf.Tensor, given: tf.Tensor | Weighted<tf.Tensor>) => {
    requireTensors("compute the cross-entropy", { prediction: logits, target: apart(given).target });
    const these = judgedLabels(given, ignoreIndex), { known, kept } = these;
    requireLogits("cross-entropy", logits, these.labels);
    const rows = rowsOf(logits, classWeights);
    const losses = classWeights === undefined
      ? softmaxCrossEntropy(rows, known, { smoothing: labelSmoothing, within: areClasses(known, rows.shape[1]) })
      : withinClasses(known, rows.shape[1], (safe) => {
        return spread(rows, tf.cast(tf.oneHot(safe, rows.shape[1]), "float32"), judging);
      });
    const weight = weightOf(these);
    if (typeof weight === "number") return tf.mean(losses) as tf.Scalar;
    return weighedMean(tf.sum(kept ? tf.mul(losses, kept) : losses), weight);
  };
  const count = (given: tf.Tensor | Weighted<tf.Tensor>) => weightOf(judgedLabels(given, ignoreIndex));
  return asPart("crossEntropy", judge, { settings, staticGraph: true, count, takes: "logits" as const }) as LabelLoss;
}

function softLoss(judging: Judging, settings: Settings): SoftLoss {
  const each = (logits: tf.Tensor, target: tf.Tensor) => {
    requireSameShape("soft cross-entropy", logits, target);
    const rows = rowsOf(logits, judging.classWeights);
    return spread(rows, tf.reshape(tf.cast(target, "float32"), rows.shape), judging);
  };
  const count = (target: tf.Tensor) => target.size / target.shape.at(-1)!;
  return meanLoss("crossEntropy", each, { settings, count, takes: "logits" }) as SoftLoss;
}

function rowsOf(logits: tf.Tensor, weights: readonly number[] | undefined): tf.Tensor2D {
  if (weights !== undefined) requireLast("cross-entropy", "classWeights", weights, logits);
  return tf.reshape(logits, [-1, logits.shape.at(-1)!]) as tf.Tensor2D;
}

/** The cross-entropy of rows whose targets are spread over the classes, and weighed by them. */
function spread(rows: tf.Tensor2D, targets: tf.Tensor, { labelSmoothing, classWeights }: Judging): tf.Tensor1D {
  const smooth = labelSmoothing === 0
    ? targets
    : tf.add(tf.mul(targets, 1 - labelSmoothing), labelSmoothing / rows.shape[1]);
  const weighed = classWeights ? tf.mul(smooth, tf.tensor1d([...classWeights])) : smooth;
  return tf.neg(tf.sum(tf.mul(weighed, tf.logSoftmax(rows)), -1)) as tf.Tensor1D;
}
