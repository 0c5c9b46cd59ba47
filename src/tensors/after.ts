/** An order among operations that do not need each other. */
import { tf } from "../tf.ts";
import { hasKernel } from "./kernel.ts";

/**
 * The same tensor, which is not to be used before another one is there: what is computed of it then waits, and so does the
 * memory which that takes.
 *
 * Engines that put steps off register the kernel `After` ({x, later} to [x]): they would compute at once what can be, and only once
 * what is asked for twice. On others everything is done in its turn, and the tensor is answered as it is. It has no gradient.
 *
 * @param x Of any shape.
 * @param later What is waited for.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { after } from "./after.ts";
 *
 * assertEquals([...after(tf.tensor1d([1, 2]), tf.scalar(0)).dataSync()], [1, 2]);
 * ```
 */
export function after<T extends tf.Tensor>(x: T, later: tf.Tensor): T {
  return hasKernel("After") ? (tf.engine().runKernel("After", { x, later }) as unknown as [T])[0] : x;
}
