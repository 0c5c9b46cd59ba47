import { assertAlmostEquals, assertThrows } from "@std/assert";
import { orthogonal } from "../../src/tensors/orthogonal.ts";
import { generator } from "../../src/tensors/random.ts";

/** The products of the columns, or rows, of a matrix that is written row by row. */
function products(values: Float32Array, rows: number, columns: number, ofColumns: boolean): number[][] {
  const count = ofColumns ? columns : rows, length = ofColumns ? rows : columns;
  const at = (i: number, k: number) => values[ofColumns ? k * columns + i : i * columns + k]!;
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += at(i, k) * at(j, k);
      return sum;
    }));
}

Deno.test("orthogonal() has columns at right angles of a tall kernel, rows of a wide one, of length gain", () => {
  for (const [shape, rows, columns] of [[[3, 3, 4, 8], 36, 8], [[4, 12], 4, 12], [[5, 5], 5, 5]] as const) {
    const values = orthogonal(2)(shape, generator(7));
    products(values, rows, columns, rows >= columns).forEach((row, i) =>
      row.forEach((product, j) => assertAlmostEquals(product, i === j ? 4 : 0, 1e-5))
    );
  }
});

Deno.test("orthogonal() favours no direction: the first number is as often below 0 as above, and has variance 1 / size", () => {
  const next = generator(11), first = Array.from({ length: 2000 }, () => orthogonal()([3, 3], next)[0]!);
  assertAlmostEquals(first.filter((value) => value < 0).length / 2000, 0.5, 0.04);
  assertAlmostEquals(first.reduce((sum, value) => sum + value * value, 0) / 2000, 1 / 3, 0.03);
});

Deno.test("orthogonal() refuses a gain of 0, and weights of one axis", () => {
  assertThrows(() => orthogonal(0), RangeError, "gain must be a finite number above 0: got 0.");
  assertThrows(() => orthogonal()([4], generator(1)), RangeError, "they must have two axes or more: got [4].");
});
