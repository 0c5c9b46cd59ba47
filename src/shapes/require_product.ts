/** Which matrices can be multiplied. */

/** Which of two matrices is turned first. */
export interface Turned {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Refuses matrices, or batches of them, that have no product.
 *
 * @param a The shape of the left one, `[..., rows, columns]`.
 * @param b The shape of the right one.
 * @throws {RangeError} If one has less than two axes, or the inner sizes differ.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { requireProduct } from "./require_product.ts";
 *
 * const upright = { transposeA: false, transposeB: false };
 * requireProduct([2, 3], [3, 4], upright);
 * assertThrows(() => requireProduct([2, 3], [4, 3], upright), RangeError, "got [2,3] and [4,3]");
 * ```
 */
export function requireProduct(a: readonly number[], b: readonly number[], { transposeA, transposeB }: Turned): void {
  if (a.length < 2 || b.length < 2) {
    throw new RangeError(
      `Cannot multiply matrices as both must have two axes or more: got [${a}] and [${b}]\n` +
        `Give a vector a second axis: tf.expandDims(x, 0).`,
    );
  }
  if (a.at(transposeA ? -2 : -1) === b.at(transposeB ? -1 : -2)) return;
  const turned = transposeA || transposeB ? `, the ${transposeA ? "left" : "right"} one transposed` : "";
  throw new RangeError(
    `Cannot multiply matrices as their inner sizes must be the same: got [${a}] and [${b}]` +
      (transposeA && transposeB ? ", both transposed" : turned),
  );
}
