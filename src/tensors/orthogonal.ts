/** First weights whose rows, or columns, stand at right angles. */
import { asPart, requireRange } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import { normals } from "./random.ts";
import type { Initializer } from "./weight.ts";

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
