/** How likely labels are, by logits or by probabilities, on the device. */
import { requireRange } from "../options/settle.ts";
import { withinClasses } from "../tensors/labels.ts";
import { tf } from "../tf.ts";
import { keptOf, kindOf, wholeLabels } from "./marks.ts";

/** What is predicted, and what is judged. */
export interface LikelihoodOptions {
  /** Whether the model predicts probabilities, and not logits. Default false. */
  readonly probabilities?: boolean;
  /** The label of what is not judged, such as padding. Default none. */
  readonly ignoreIndex?: number;
}

/** Refuses options that are out of their range. */
export function requireLikelihood(metric: string, { probabilities, ignoreIndex }: LikelihoodOptions): void {
  if (probabilities !== undefined) requireRange(metric, "true or false", { probabilities });
  if (ignoreIndex !== undefined) requireRange(metric, "a whole number", { ignoreIndex });
}

/**
 * One judgement for each answer, of the logarithms of its probabilities; those of labels that are no class are NaN, and what is
 * to be ignored is left out.
 *
 * @param metric Its name, for errors.
 * @param prediction [..., classes], or [...] or [..., 1] for the second of two classes.
 * @param target [...], int32, or float32 beside a single one.
 * @param options What is predicted, and what is judged.
 * @param judge Of the logarithms, [answers, classes], and marks of the labels, in the same shape; answers one number each.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { byLogarithms } from "./likelihood.ts";
 *
 * const [shares, labels] = [tf.tensor2d([[0.25, 0.75]]), tf.tensor1d([1], "int32")];
 * const judged = byLogarithms("share", shares, labels, { probabilities: true }, (logs, marks) =>
 *   tf.sum(tf.mul(tf.exp(logs), marks), -1));
 * assertEquals((judged as tf.Tensor).arraySync(), [0.75]);
 * ```
 */
export function byLogarithms(
  metric: string,
  prediction: tf.Tensor,
  target: tf.Tensor,
  { probabilities = false, ignoreIndex }: LikelihoodOptions,
  judge: (logarithms: tf.Tensor2D, marks: tf.Tensor2D) => tf.Tensor,
): ReturnType<typeof keptOf> {
  const logs = kindOf(metric, prediction, target) === "single"
    ? ofOne(tf.reshape(prediction, [-1, 1]), probabilities)
    : ofRows(tf.reshape(prediction, [-1, prediction.shape.at(-1)!]), probabilities);
  const classes = logs.shape[1];
  const whole = wholeLabels(target);
  const judged = withinClasses(tf.reshape(whole, [-1]), classes, (labels) => {
    const marks = tf.cast(tf.equal(tf.expandDims(labels, 1), tf.range(0, classes, 1, "int32")), "float32");
    return judge(logs, marks as tf.Tensor2D);
  });
  return keptOf(judged, whole, ignoreIndex);
}

/** A probability of 0 has a logarithm that can be added up; it is that of float32's smallest step from 1. */
const LEAST = 2 ** -23;

function ofRows(rows: tf.Tensor2D, probabilities: boolean): tf.Tensor2D {
  return probabilities ? tf.log(tf.maximum(rows, LEAST)) as tf.Tensor2D : tf.logSoftmax(rows);
}

function ofOne(column: tf.Tensor2D, probabilities: boolean): tf.Tensor2D {
  if (probabilities) return ofRows(tf.concat([tf.sub(1, column), column], 1) as tf.Tensor2D, true);
  // log(sigmoid(x)) = min(x, 0) - log(1 + exp(-|x|)), which no x makes infinite.
  const log = (x: tf.Tensor) => tf.sub(tf.minimum(x, 0), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
  return tf.concat([log(tf.neg(column)), log(column)], 1) as tf.Tensor2D;
}
