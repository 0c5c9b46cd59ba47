/** Numbers that are not finite, found on the device. */
import { tf } from "../tf.ts";

/**
 * One number a tensor, which is finite if and only if all numbers of the tensor are: their sum. A sum beyond what
 * float32 holds counts as not finite.
 *
 * @param tensors At least one, float32.
 * @returns [tensors].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { finiteSums } from "./non_finite.ts";
 *
 * const sums = finiteSums([tf.tensor1d([1, 2]), tf.tensor1d([1, NaN])]);
 * assertEquals(sums.arraySync().map(Number.isFinite), [true, false]);
 * ```
 */
export function finiteSums(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.stack(tensors.map((tensor) => tf.sum(tensor))) as tf.Tensor1D;
}

/**
 * The names of the tensors that hold a number that is not finite. All are judged on the device, and read at once.
 *
 * @param tensors Tensors by name; only those of dtype float32 are judged.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { namesNotFinite } from "./non_finite.ts";
 *
 * assertEquals(await namesNotFinite({ a: tf.tensor1d([1, -Infinity]), b: tf.scalar(3e38) }), ["a"]);
 * ```
 */
export async function namesNotFinite(tensors: Readonly<Record<string, tf.Tensor>>): Promise<string[]> {
  const floats = Object.entries(tensors).filter(([, { dtype, size }]) => dtype === "float32" && size > 0);
  if (floats.length === 0) return [];
  // Times 0, so that large numbers do not overflow in their sum: a 0 for a finite number, NaN for others.
  const judged = tf.tidy(() => tf.stack(floats.map(([, tensor]) => tf.sum(tf.mul(tensor, 0)))));
  try {
    const read = await judged.data();
    return floats.filter((_, i) => !Number.isFinite(read[i])).map(([name]) => name);
  } finally {
    judged.dispose();
  }
}

/**
 * Names for an error: the first three, and how many more.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { listed } from "./non_finite.ts";
 *
 * assertEquals(listed(["a", "b", "c", "d"]), "a, b, c and 1 more");
 * ```
 */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
