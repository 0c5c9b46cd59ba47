/** Says of a loss that its operations depend on shapes alone. */
import type { Loss } from "../loss.ts";

/**
 * Marks a loss as one that asks for the same operations whenever what it is given has the same shape.
 *
 * @param loss A function, which is changed.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { tf } from "../tf.ts";
 * import { staticGraph } from "./static_graph.ts";
 *
 * assert(staticGraph((prediction: tf.Tensor) => tf.mean(prediction) as tf.Scalar).staticGraph);
 * ```
 */
export function staticGraph<P, Y>(loss: Loss<P, Y>): Loss<P, Y> {
  return Object.freeze(Object.assign(loss, { staticGraph: true }));
}
