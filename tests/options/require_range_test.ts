import { assertEquals, assertThrows } from "@std/assert";
import { type Range, requireRange } from "../../src/options/require_range.ts";

const TABLE: readonly (readonly [range: Range, right: readonly unknown[], wrong: readonly unknown[]])[] = [
  ["a finite number", [0, -1.5], [NaN, Infinity, "1", undefined]],
  ["a finite number of at least 0", [0, 1e-9, 5], [-1e-9, NaN, Infinity, "1"]],
  ["a finite number above 0", [1e-9, 5], [0, -1, NaN, Infinity, "1"]],
  ["in [0, 1)", [0, 0.999], [-0.1, 1, NaN, "0.5"]],
  ["in [0, 1]", [0, 1], [-0.1, 1.1, NaN, true]],
  ["a whole number of at least 0", [0, 7], [-1, 1.5, NaN, Infinity]],
  ["a whole number of at least 1", [1, 7], [0, 1.5, NaN, Infinity, "1"]],
  ["a whole number of at least 2", [2, 7], [1, 2.5, NaN, Infinity]],
  ["true or false", [true, false], [0, "true", undefined, null]],
  ["a string", ["", "a"], [0, undefined]],
  ["a function", [() => 0], ["f", undefined]],
];

for (const [range, right, wrong] of TABLE) {
  Deno.test(`requireRange() tells what is ${range}`, () => {
    for (const value of right) requireRange("x", range, { value });
    for (const value of wrong) {
      const error = assertThrows(() => requireRange("x", range, { fine: right[0]!, value }), RangeError);
      assertEquals(
        error.message,
        `Cannot make x as value must be ${range}: got ${typeof value === "string" ? `"${value}"` : value}.`,
      );
    }
  });
}
