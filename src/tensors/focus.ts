/** How much focal losses look at an answer, by how wrong it is. */
import { tf } from "../tf.ts";

/**
 * wrong^gamma, with a slope that is a number where nothing is wrong, whatever gamma is.
 *
 * @param wrong The chance that is given to what is not true, in [0, 1].
 * @param gamma At least 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { focus } from "./focus.ts";
 *
 * const slopes = [0, 0.5, 2].map((gamma) => tf.grad((x) => focus(x, gamma))(tf.tensor1d([0])).dataSync()[0]! + 0);
 * assertEquals(slopes, [0, 0, 0]);
 * ```
 */
export function focus<T extends tf.Tensor>(wrong: T, gamma: number): T {
  return gamma === 2 ? tf.square(wrong) : tf.pow(tf.maximum(wrong, 1e-12), gamma) as T;
}
