/** The loss of a run as a score of its validations. */
import type { Loss } from "../loss.ts";
import type { Metric } from "../metric.ts";
import { requireRange } from "../options/settle.ts";
import { tensorsIn } from "../tensors/tensors_in.ts";
import { tf } from "../tf.ts";
import { totalLoss } from "./total_loss.ts";

/** A loss as a score; it remembers losses, each times the examples that it is a mean over, and these examples. */
export type LossScore<P, Y> = Metric<"loss", P, Y, Readonly<Record<"sum" | "count", tf.Tensor>>>;

/**
 * Makes a metric of a loss: its mean over all examples, each batch weighed by what its loss is a mean over, which is its size
 * unless the loss counts otherwise. So it is that of all batches as one, ragged and masked ones too. What the model adds to
 * the loss is not in it.
 *
 * @param loss What the run makes smaller.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { lossScore, meanSquaredError, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = lossScore(meanSquaredError());
 * let state = metric.init();
 * for (const errors of [[1, 1, 1], [3]]) state = metric.update(state, tf.tensor1d(errors), tf.zeros([errors.length]));
 * assertAlmostEquals((await scoresOf([metric], [state])).loss!, (1 + 1 + 1 + 9) / 4, 1e-6);
 * ```
 */
export function lossScore<P, Y>(loss: Loss<P, Y>): LossScore<P, Y> {
  requireRange("lossScore", "a function", { loss });
  return Object.freeze<LossScore<P, Y>>({
    name: "loss",
    better: "lower",
    settings: Object.freeze({ ...loss.settings, of: loss.name || "a loss" }),
    merge: "sum",
    init: () => ({ sum: tf.scalar(0), count: tf.scalar(0) }),
    update({ sum, count }, prediction, target) {
      const { total } = totalLoss(loss(prediction, target));
      const examples = loss.count?.(target) ?? tf.scalar(sizeOf([target, prediction]));
      return { sum: tf.add(sum, tf.mul(total, examples)), count: tf.add(count, examples) };
    },
    compute: ({ sum, count }) => tf.div(sum, tf.maximum(count, 1e-30)) as tf.Scalar,
  });
}

/** The size of a batch, which its tensors begin with. */
function sizeOf(batch: unknown): number {
  return tensorsIn(batch).find(({ rank }) => rank > 0)?.shape[0] ?? 1;
}
