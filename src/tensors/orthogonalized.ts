/** Matrices whose singular values are all near 1, without a decomposition. */
import { tf } from "../tf.ts";

/** The quintic whose slope at 0 is the steepest that still converges (Jordan, 2024). */
const A = 3.4445, B = -4.775, C = 2.0315;

/**
 * The nearest orthogonal matrix, roughly: five steps of a Newton-Schulz iteration, which bring singular values between 0.7
 * and 1.2 and leave their vectors as they are (Keller Jordan's Muon, 2024). It takes matrix products alone.
 *
 * @param matrix [rows, columns].
 * @param steps Of the iteration.
 * @returns [rows, columns].
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { orthogonalized } from "./orthogonalized.ts";
 *
 * const [[a], [, d]] = orthogonalized(tf.tensor2d([[3, 0], [0, 4]]), 5).arraySync() as [[number], [number, number]];
 * assertAlmostEquals(a, 1, 0.4);
 * assertAlmostEquals(d, 1, 0.4);
 * ```
 */
export function orthogonalized(matrix: tf.Tensor2D, steps: number): tf.Tensor2D {
  return tf.tidy(() => {
    const [rows, columns] = matrix.shape, tall = rows > columns;
    const scale = tf.add(tf.sqrt(tf.sum(tf.square(matrix))), 1e-7);
    let x = tf.div(tall ? tf.transpose(matrix) : matrix, scale) as tf.Tensor2D;
    for (let i = 0; i < steps; i++) {
      const squares = tf.matMul(x, x, false, true);
      const mixed = tf.add(tf.mul(squares, B), tf.mul(tf.matMul(squares, squares), C)) as tf.Tensor2D;
      x = tf.add(tf.mul(x, A), tf.matMul(mixed, x));
    }
    return tall ? tf.transpose(x) : x;
  });
}
