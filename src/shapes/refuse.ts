/** How a layer refuses an input that does not fit. */
import type { Mode } from "../model.ts";
import type { tf } from "../tf.ts";

/**
 * The error of a layer that cannot work with its input.
 *
 * @param layer The kind of layer, such as `conv2d`.
 * @param mode Of the pass; it tells where in the model the layer is.
 * @param takes What the layer takes, such as `[batch, height, width, 3]`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { refuse } from "./refuse.ts";
 *
 * const error = refuse("dense", { training: true, seed: 0, path: "head" }, "[batch, 3]", tf.zeros([1, 2]));
 * assertEquals(error.message, "Cannot run head (dense) as it takes [batch, 3]: got [1, 2].");
 * ```
 */
export function refuse(layer: string, { path }: Mode, takes: string, got: tf.Tensor): RangeError {
  const where = path === undefined ? layer : `${path} (${layer})`;
  return new RangeError(`Cannot run ${where} as it takes ${takes}: got [${got.shape.join(", ")}].`);
}
