/**
 * What metrics share: answers and labels as counts, curves, ranks, boxes and distances. What is here computes on the device
 * as long as it can, and on the host with the digits of a double.
 *
 * In this file: which class was answered, which was there, and what of it is judged.
 */
import type { Weighted } from "../source.ts";
import { apart, weightOfEach } from "../tensors/by_weight.ts";
import { requireTensors } from "../shapes/refuse.ts";
import { tf } from "../tf.ts";

/** What is asked of logits and labels. */
export interface Marking {
  /** The number of classes. */
  readonly classes: number;
  /** The label of what is not judged. Default none. */
  readonly ignoreIndex?: number;
  /** Whether each answer has a label of 0 or 1 for every class, and a logit beside it. Default false. */
  readonly multiLabel?: boolean;
}

/** Ones where a class was answered, and where it was there; each of shape [answers, classes], float32. */
export interface Marks {
  /** No class was answered by logits with a NaN among them, nor where the answer is not judged. */
  readonly answered: tf.Tensor2D;
  /** No class is there where the label is none. */
  readonly present: tf.Tensor2D;
  /** How many answers are judged, of several labels how many are there; a scalar, int32. Where a label is none there are more. */
  readonly judged: tf.Scalar;
  /** What each answer weighs, [answers], where samples weigh unlike. */
  readonly weight?: tf.Tensor1D;
}

/**
 * Marks answers and labels.
 *
 * @param metric Whose error it is.
 * @param logits [..., classes]; for two classes also one logit for the second, [...] or [..., 1].
 * @param given Labels [...], int32, or float32 beside a single logit; of several labels [..., classes] of either. With the weights
 * of samples or without.
 * @throws {TypeError} If the shapes do not go together, or the labels are of another dtype.
 * @throws {RangeError} If the logits are of another number of classes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { marksOf } from "./marks.ts";
 *
 * const { answered, present } = marksOf("f1", tf.tensor2d([[0, 1], [2, 1]]), tf.tensor1d([1, 1], "int32"), { classes: 2 });
 * assertEquals([answered.arraySync(), present.arraySync()], [[[0, 1], [1, 0]], [[0, 1], [0, 1]]]);
 * ```
 */
export function marksOf(
  metric: string,
  logits: tf.Tensor,
  given: tf.Tensor | Weighted<tf.Tensor>,
  { classes, ignoreIndex, multiLabel = false }: Marking,
): Marks {
  const { target: labels, weight } = apart(given);
  requireTensors(`judge by ${metric}`, { prediction: logits, target: labels });
  if (multiLabel) {
    const marks = marksOfSeveral(metric, logits, labels, { classes, ...ignoreIndex !== undefined && { ignoreIndex } });
    return { ...marks, ...weight && { weight: weightOfEach(labels.size / classes, weight) } };
  }
  const flat = tf.reshape(wholeLabels(labels), [-1]), place = tf.range(0, classes, 1, "int32");
  const mark = (of: tf.Tensor, kept?: tf.Tensor) => {
    const marked = tf.equal(tf.expandDims(of, 1), place);
    return tf.cast(kept === undefined ? marked : tf.logicalAnd(marked, kept), "float32") as tf.Tensor2D;
  };
  const answers = answersOf(metric, logits, labels, classes);
  const weighs = weight && { weight: weightOfEach(flat.size, weight) };
  if (ignoreIndex === undefined) {
    return { answered: mark(answers), present: mark(flat), judged: tf.scalar(flat.size, "int32"), ...weighs };
  }
  const kept = tf.notEqual(flat, tf.scalar(ignoreIndex, "int32")), column = tf.expandDims(kept, 1);
  const judged = tf.sum(tf.cast(kept, "int32")) as tf.Scalar;
  return { answered: mark(answers, column), present: mark(flat, column), judged, ...weighs };
}

/** Marks where each answer may be of several classes: those whose logit is above 0. */
function marksOfSeveral(
  metric: string,
  logits: tf.Tensor,
  labels: tf.Tensor,
  { classes, ignoreIndex }: Marking,
): Marks {
  requireSeveral(metric, logits, labels);
  if (logits.shape.at(-1) !== classes) throw otherClasses(metric, classes, String(logits.shape.at(-1)));
  const rows = tf.reshape(logits, [-1, classes]), whole = tf.reshape(wholeLabels(labels), [-1, classes]);
  const kept = ignoreIndex === undefined ? tf.onesLike(whole) : tf.notEqual(whole, tf.scalar(ignoreIndex, "int32"));
  const marked = (which: tf.Tensor) => tf.mul(tf.cast(which, "float32"), tf.cast(kept, "float32")) as tf.Tensor2D;
  // What is neither 0 nor 1 is counted, and nowhere there.
  const counted = tf.cast(tf.notEqual(whole, tf.scalar(0, "int32")), "int32");
  return {
    answered: marked(tf.greater(rows, 0)),
    present: marked(tf.equal(whole, tf.scalar(1, "int32"))),
    judged: tf.sum(tf.mul(counted, tf.cast(kept, "int32"))) as tf.Scalar,
  };
}

/** The answers of logits, [answers], int32; -1 where a logit is NaN. */
function answersOf(metric: string, logits: tf.Tensor, labels: tf.Tensor, classes: number): tf.Tensor {
  const kind = kindOf(metric, logits, labels);
  if (kind === "single") {
    if (classes !== 2) throw otherClasses(metric, classes, "one for each answer");
    const flat = tf.reshape(logits, [-1]);
    return tf.where(tf.isNaN(flat), tf.scalar(-1, "int32"), tf.cast(tf.greater(flat, 0), "int32"));
  }
  if (logits.shape.at(-1) !== classes) throw otherClasses(metric, classes, String(logits.shape.at(-1)));
  const rows = tf.reshape(logits, [-1, classes]);
  return tf.where(tf.any(tf.isNaN(rows), -1), tf.scalar(-1, "int32"), tf.argMax(rows, -1));
}

function otherClasses(metric: string, classes: number, got: string): RangeError {
  return new RangeError(`Cannot judge by ${metric} as it was made for ${classes} classes: got logits of ${got}.`);
}

/**
 * Whether logits are one for each class, or a single one for the second of two classes.
 *
 * @param metric Whose error it is.
 * @throws {TypeError} If they do not go with the labels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { kindOf } from "./marks.ts";
 *
 * const labels = tf.tensor1d([0, 1], "int32");
 * assertEquals([tf.zeros([2, 3]), tf.zeros([2, 1]), tf.zeros([2])].map((logits) => kindOf("f1", logits, labels)), [
 *   "rows",
 *   "single",
 *   "single",
 * ]);
 * ```
 */
export function kindOf(metric: string, logits: tf.Tensor, labels: tf.Tensor): "rows" | "single" {
  requireTensors(`judge by ${metric}`, { prediction: logits, target: labels });
  const isPrefix = labels.shape.every((size, i) => logits.shape[i] === size);
  const more = logits.rank - labels.rank, last = logits.shape.at(-1);
  const isSingle = more === 0 || (more === 1 && last === 1);
  if (isPrefix && isSingle && (labels.dtype === "int32" || labels.dtype === "float32")) return "single";
  if (isPrefix && more === 1 && labels.dtype === "int32") return "rows";
  const [p, y] = [logits, labels].map(({ shape }) => `[${shape.join(", ")}]`);
  const hint = isPrefix && (more === 1 || more === 0)
    ? 'Cast the labels to "int32".'
    : "Give one label for each answer; take tf.argMax(labels, -1) of one-hot labels.";
  throw new TypeError(
    `Cannot judge by ${metric} as it needs logits [..., classes] and int32 labels [...]: got ${p} and ${labels.dtype} ${y}. ` +
      hint,
  );
}

/**
 * Refuses what is not a number and a label for every class.
 *
 * @param metric Whose error it is.
 * @throws {TypeError} Unless both are of one shape [..., classes], of two classes or more, and the labels int32 or float32.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireSeveral } from "./marks.ts";
 *
 * assertThrows(() => requireSeveral("f1", tf.zeros([4, 3]), tf.zeros([4])), TypeError, "got [4, 3] and float32 [4].");
 * ```
 */
export function requireSeveral(metric: string, logits: tf.Tensor, labels: tf.Tensor): void {
  const [p, y] = [logits, labels].map(({ shape }) => `[${shape.join(", ")}]`);
  const isLabel = labels.dtype === "int32" || labels.dtype === "float32";
  if (p === y && logits.rank >= 2 && logits.shape.at(-1)! >= 2 && isLabel) return;
  throw new TypeError(
    `Cannot judge by ${metric} as multiLabel needs logits [..., classes] and labels of 0 and 1 of the same shape: got ${p} and ` +
      `${labels.dtype} ${y}. Leave multiLabel out where each answer is of one class.`,
  );
}

/** What is no class, and nothing that is ignored. */
const NO_LABEL = -(2 ** 31) + 1;

/**
 * Labels as int32. Of float32, as the binary cross-entropy takes them, what is no whole number is no class.
 *
 * @param labels Of any shape, int32 or float32.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { wholeLabels } from "./marks.ts";
 *
 * assertEquals([...wholeLabels(tf.tensor1d([0, 1, 0.5])).dataSync()], [0, 1, -(2 ** 31) + 1]);
 * ```
 */
export function wholeLabels(labels: tf.Tensor): tf.Tensor {
  if (labels.dtype === "int32") return labels;
  const whole = tf.floor(labels);
  return tf.where(tf.equal(whole, labels), tf.cast(whole, "int32"), tf.scalar(NO_LABEL, "int32"));
}

/**
 * Judgements without those of an ignored label.
 *
 * @param values One for each answer, [answers], float32; those that are left out may be NaN.
 * @param labels As many labels, of any shape, int32.
 * @param ignoreIndex The label of what is left out; undefined for none.
 * @returns The judgements, where some may be left out with which of them count.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { keptOf } from "./marks.ts";
 *
 * const kept = keptOf(tf.tensor1d([1, NaN]), tf.tensor1d([3, -1], "int32"), -1);
 * assertEquals(kept instanceof tf.Tensor ? [] : [kept.values.arraySync(), kept.counts.arraySync()], [[1, 0], [1, 0]]);
 * ```
 */
export function keptOf(
  values: tf.Tensor,
  labels: tf.Tensor,
  ignoreIndex: number | undefined,
): tf.Tensor | { readonly values: tf.Tensor; readonly counts: tf.Tensor } {
  if (ignoreIndex === undefined) return values;
  const counts = tf.notEqual(tf.reshape(labels, [-1]), tf.scalar(ignoreIndex, "int32"));
  return { values: tf.where(counts, values, tf.zerosLike(values)), counts };
}
