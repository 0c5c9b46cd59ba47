/** Real numbers of whole ones, which kernels take for real ones or refuse. */
import { tf } from "../tf.ts";

/**
 * The same tensor, or whole numbers and truth values as float32.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { real } from "./real.ts";
 *
 * assertEquals(real(tf.tensor1d([1, 2], "int32")).dtype, "float32");
 * ```
 */
export function real<T extends tf.Tensor>(x: T): T {
  return x.dtype === "float32" ? x : tf.cast(x, "float32");
}
