/** What a loss is. */
import type { Settings } from "./settings.ts";
import type { tf } from "./tf.ts";

/**
 * How wrong a prediction is: one scalar, or named scalars, which are summed for the gradient and logged apart.
 *
 * @typeParam P What the model predicts.
 * @typeParam Y What the prediction is compared with.
 */
export interface Loss<P, Y> {
  (prediction: P, target: Y): tf.Scalar | Readonly<Record<string, tf.Scalar>>;
  /** How it was made, as plain data, for the log and the checkpoints; its name there is that of the function. */
  readonly settings?: Settings;
  /** As of a model: whether it asks for the same operations whenever what it is given has the same shape. Default false. */
  readonly staticGraph?: boolean;
}
