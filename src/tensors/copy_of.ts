/** Slots that begin as the weight that they belong to. */
import { tf } from "../tf.ts";
import { weight } from "./weight.ts";

/**
 * A variable that does not learn, with the numbers that another one has now.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weight } from "jsr:@raptor/raptor";
 * import { copyOf } from "./copy_of.ts";
 *
 * const copy = copyOf(weight([2], 3));
 * assertEquals([copy.arraySync(), copy.trainable], [[3, 3], false]);
 * ```
 */
export function copyOf(variable: tf.Variable): tf.Variable {
  const copy = weight(variable.shape, 0, { trainable: false });
  tf.tidy(() => copy.assign(tf.mul(variable, 1)));
  return copy;
}
