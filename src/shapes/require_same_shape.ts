/** How losses that compare number by number refuse tensors that would be broadcast. */
import type { tf } from "../tf.ts";

/**
 * Refuses a prediction and a target of different shapes: [batch, 1] less [batch] would quietly be [batch, batch].
 *
 * @param loss What is computed, for the error.
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireSameShape } from "./require_same_shape.ts";
 *
 * const text = "Cannot compute the huber loss as prediction and target must be of one shape: got [2, 1] and [2].";
 * assertThrows(() => requireSameShape("huber loss", tf.zeros([2, 1]), tf.zeros([2])), TypeError, text);
 * ```
 */
export function requireSameShape(loss: string, prediction: tf.Tensor, target: tf.Tensor): void {
  const [p, y] = [prediction.shape, target.shape].map((shape) => `[${shape.join(", ")}]`);
  if (p !== y) {
    throw new TypeError(
      `Cannot compute the ${loss} as prediction and target must be of one shape: got ${p} and ${y}. ` +
        "Reshape one of them.",
    );
  }
}
