/** The loss of sequences of which nobody knows when what is said: speech, handwriting. */
import type { Loss } from "../loss.ts";
import { alignments } from "../tensors/alignments.ts";
import { requireTensors } from "../shapes/refuse.ts";
import { tf } from "../tf.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { refuseWeights } from "../tensors/by_weight.ts";

/** Labels of sequences whose frames are not equally many. */
export interface Transcript {
  /** [batch, length], int32; what is below 0 is padding at the end. */
  readonly labels: tf.Tensor2D;
  /** [batch], int32: how many frames of each are there. */
  readonly frames: tf.Tensor1D;
}

/** How alignments are counted. */
export interface CtcOptions {
  /** The class that says nothing. Default 0. */
  readonly blank?: number;
  /** Whether what is too short for its labels costs nothing; else the loss is then Infinity. Default false. */
  readonly zeroInfinity?: boolean;
}

/**
 * Negative log-likelihood of the labels over all ways to say them in time (connectionist temporal classification, Graves et al.,
 * 2006), that of each sequence divided by the number of its labels: the mean over sequences, as PyTorch's `ctc_loss` of
 * `log_softmax(logits)`.
 *
 * The prediction is logits [batch, frames, classes]. The target is int32 labels [batch, length], padded at their end by numbers
 * below 0, or `{ labels, frames }` where not all frames of all sequences are there. A label that is the blank or beyond the
 * classes makes the loss NaN.
 *
 * @throws {RangeError} If `blank` is no whole number of at least 0.
 * @throws {TypeError} If prediction and target do not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { ctc, tf } from "jsr:@raptor/raptor";
 *
 * // In two frames "a" is said as aa, a_ or _a: three ways of four.
 * const loss = ctc()(tf.zeros([1, 2, 2]), tf.tensor2d([[1]], [1, 1], "int32")) as tf.Scalar;
 * assertAlmostEquals(loss.dataSync()[0]!, -Math.log(3 / 4), 1e-6);
 * ```
 */
export function ctc(options: CtcOptions = {}): Loss<tf.Tensor3D, tf.Tensor2D | Transcript> {
  const { blank = 0, zeroInfinity = false } = given(options);
  const settings = settle("ctc", options, { blank, zeroInfinity });
  requireRange("ctc", "a whole number of at least 0", { blank });
  requireRange("ctc", "true or false", { zeroInfinity });
  return asPart("ctc", (logits, target) => {
    refuseWeights("compute ctc", target, "a loss that is a mean, such as crossEntropy()");
    const { labels, frames } = "labels" in Object(target)
      ? target as Transcript
      : { labels: target as tf.Tensor2D, frames: undefined };
    requireTensors("compute the CTC loss", { prediction: logits, target: labels });
    requireSequences(logits, labels, frames, blank);
    const costs = tf.neg(alignments(tf.logSoftmax(logits), labels, frames, blank));
    const lengths = tf.sum(tf.cast(tf.greaterEqual(labels, 0), "float32"), 1);
    const hopeless = tf.greater(costs, 1e29);
    const each = tf.div(tf.where(hopeless, 0, costs), tf.maximum(lengths, 1));
    return tf.mean(zeroInfinity ? each : tf.where(hopeless, Infinity, each)) as tf.Scalar;
  }, { settings, staticGraph: true });
}

function requireSequences(logits: tf.Tensor, labels: tf.Tensor, frames: tf.Tensor | undefined, blank: number): void {
  const whole = labels.dtype === "int32" && (frames === undefined || frames.dtype === "int32" && frames.rank === 1);
  const together = logits.shape[0] === labels.shape[0] && (frames === undefined || frames.shape[0] === labels.shape[0]);
  if (logits.rank === 3 && labels.rank === 2 && whole && together && blank < logits.shape[2]!) return;
  const [p, y, f] = [logits, labels, frames].map((x) => x && `[${x.shape.join(", ")}]`);
  throw new TypeError(
    "Cannot compute the CTC loss as it needs logits [batch, frames, classes], int32 labels [batch, length], int32 frames [batch] " +
      `if any, and a blank among the classes: got ${p}, ${labels.dtype} ${y}, ${
        f ? `${frames!.dtype} ${f}` : "no frames"
      } ` +
      `and blank ${blank}.`,
  );
}
