/** Weights that a step has made other than finite, where no loss can tell of it any more. */
import type { Position } from "../hook.ts";
import type { Params } from "../model.ts";
import { distinct } from "../tensors/by_name.ts";
import { listed, namesNotFinite } from "../tensors/non_finite.ts";

/**
 * Refuses weights with a number in them that is not finite. The losses of the steps before tell of what earlier steps did, so
 * it is asked after the last one alone: once an epoch, which costs each step nothing.
 *
 * @param params Of the model.
 * @param position Where the run is, its losses all finite.
 * @throws {RangeError} If there are such, with their names.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireFinite } from "./require_finite.ts";
 *
 * const position = { epoch: 2, epochs: 2, step: 6, steps: 6, batch: 3, batches: 3 };
 * const text = "got others in slope after step 6 (epoch 2, batch 3)";
 * await assertRejects(() => requireFinite({ slope: tf.variable(tf.scalar(NaN)) }, position), RangeError, text);
 * ```
 */
export async function requireFinite(params: Params, { step, epoch, batch, batches }: Position): Promise<void> {
  const wrong = await namesNotFinite(distinct(params));
  if (wrong.length === 0) return;
  throw new RangeError(
    `Cannot go on training as every weight must be finite: got others in ${listed(wrong)} after step ${step} (epoch ` +
      `${epoch}, batch ${
        batch || batches
      }), where the loss is finite. Look for a root, a quotient or a logarithm of 0 in ` +
      'the loss, or leave such steps out by nonFinite: "skip". detectAnomaly(engine) names the operation.',
  );
}
