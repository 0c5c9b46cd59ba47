/**
 * Matrices at right angles: first weights whose rows, or columns, stand so, and the nearest such matrix without a
 * decomposition.
 */
import { asPart, requireRange } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import { normals } from "./random.ts";
import type { Initializer } from "./weight.ts";
import { tf } from "../tf.ts";

/**
 * A kernel that turns and does not stretch (Saxe et al., 2014), PyTorch's `orthogonal_`: of [..., inputs, outputs] all before the outputs is
 * one side of a matrix, whose columns, or rows where those are fewer, have length `gain` and stand at right angles; each such
 * matrix is as likely as any other.
 *
 * @param gain Default 1.
 * @throws {RangeError} If `gain` is not above 0; when it draws, if the weight has fewer than two axes.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { generator, orthogonal } from "jsr:@raptor/raptor";
 *
 * const [a, b, c, d] = orthogonal()([2, 2], generator(1)) as unknown as [number, number, number, number];
 * assertAlmostEquals(a * b + c * d, 0, 1e-6);
 * assertAlmostEquals(a * a + c * c, 1, 1e-6);
 * ```
 */
export function orthogonal(gain = 1): Initializer {
  requireRange("orthogonal", "a finite number above 0", { gain });
  return asPart("orthogonal", (shape, next) => {
    if (shape.length < 2) {
      throw new RangeError(
        `Cannot draw orthogonal weights as they must have two axes or more: got [${shape.join(", ")}].`,
      );
    }
    const outputs = shape.at(-1)!, size = shape.reduce((product, side) => product * side, 1), inputs = size / outputs;
    const isTall = inputs >= outputs, [count, length] = isTall ? [outputs, inputs] : [inputs, outputs];
    const drawn = normals(size, next);
    const rows = Array.from(
      { length: count },
      (_, i) => Float64Array.from(drawn.subarray(i * length, (i + 1) * length)),
    );
    rows.forEach((row, i) => {
      // Twice: what rounding has left of the others is taken out by the second pass.
      for (let pass = 0; pass < 2; pass++) for (let j = 0; j < i; j++) takeOut(row, rows[j]!);
      const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
      for (let at = 0; at < length; at++) row[at]! /= norm;
    });
    const values = new Float32Array(size);
    rows.forEach((row, i) => {
      for (let at = 0; at < length; at++) values[isTall ? at * outputs + i : i * outputs + at] = gain * row[at]!;
    });
    return values;
  }, { settings: plainRecord({ gain }) });
}

/** Takes the share of a row of length 1 out of another. */
function takeOut(row: Float64Array, other: Float64Array): void {
  let dot = 0;
  for (let at = 0; at < row.length; at++) dot += row[at]! * other[at]!;
  for (let at = 0; at < row.length; at++) row[at]! -= dot * other[at]!;
}

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
 * import { orthogonalized } from "./orthogonal.ts";
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
