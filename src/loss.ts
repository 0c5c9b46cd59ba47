/** What a loss is. */
import type { Settings } from "./settings.ts";
import type { tf } from "./tf.ts";

/**
 * How wrong a prediction is: one scalar, or named scalars. Of these, the ones with `loss` in their name are summed to the
 * total that is made smaller, and all are logged, as in MMEngine's `parse_losses`. The total is logged as `loss`: a part
 * may have that name only where it is the whole of it.
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
  /** What the prediction must be: a loss that makes probabilities of logits itself learns badly from what is one. Default not said. */
  readonly takes?: "logits";
  /**
   * How many examples the loss is a mean over, by which batches are weighed against each other, as when gradients are
   * accumulated: tokens that count, pixels that are not masked. A number where the shape alone tells, else a scalar, which is
   * not read. Runs inside a tidy. Default the size of the batch.
   */
  readonly count?: (target: Y) => number | tf.Scalar;
}
