/** What a metric is: a running judgement of predictions. */
import type { Settings } from "./settings.ts";
import type { tf } from "./tf.ts";

/**
 * Judges predictions batch by batch, on the device; only the last number is read.
 *
 * @typeParam N The literal name of its score.
 * @typeParam P What the model predicts.
 * @typeParam Y What the prediction is compared with.
 */
export interface Metric<N extends string, P, Y> {
  /** The name of its score. */
  readonly name: N;
  /** How it was made, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /** Which way is better; the best checkpoint and early stopping ask for it. */
  readonly better: "higher" | "lower";
  /** The state before any batch. */
  init(): tf.Tensor;
  /** Takes a batch into the state. Runs inside a tidy. */
  update(state: tf.Tensor, prediction: P, target: Y): tf.Tensor;
  /** Turns the state into the score. Runs inside a tidy. */
  compute(state: tf.Tensor): tf.Scalar;
}
