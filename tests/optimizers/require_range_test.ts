import { assertEquals, assertThrows } from "@std/assert";
import { type Range, requireRange } from "../../src/optimizers/require_range.ts";

const TABLE: readonly (readonly [range: Range, right: readonly number[], wrong: readonly number[]])[] = [
  ["a finite number of at least 0", [0, 1e-9, 5], [-1e-9, NaN, Infinity]],
  ["a finite number above 0", [1e-9, 5], [0, -1, NaN, Infinity]],
  ["in [0, 1)", [0, 0.999], [-0.1, 1, NaN]],
  ["a whole number of at least 1", [1, 7], [0, 1.5, NaN, Infinity]],
];

for (const [range, right, wrong] of TABLE) {
  Deno.test(`requireRange() tells what is ${range}`, () => {
    for (const value of right) requireRange("x", range, { value });
    for (const value of wrong) {
      const error = assertThrows(() => requireRange("x", range, { fine: right[0]!, value }), RangeError);
      assertEquals(error.message, `Cannot make x as value must be ${range}: got ${value}.`);
    }
  });
}
