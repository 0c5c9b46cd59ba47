import { assertEquals, assertThrows } from "@std/assert";
import { sidesOf } from "../../src/tensors/sides.ts";

Deno.test("sidesOf() takes one number for all sides, or a list, of 0 where that makes sense", () => {
  assertEquals(sidesOf("pad", 2, 0, { padding: 0, more: [1, 2] }), [[0, 0], [1, 2]]);
});

Deno.test("sidesOf() refuses numbers out of range and lists of another length, and names the option", () => {
  const make = (stride: number | readonly number[]) => () => sidesOf("conv2d", 2, 1, { stride });
  assertThrows(make(1.5), RangeError, "Cannot make conv2d as stride must be a whole number of at least 1: got 1.5.");
  assertThrows(make([1, 0]), RangeError, "stride[1] must be a whole number of at least 1: got 0.");
  assertThrows(make([1]), RangeError, "stride must be one number, or one for each of 2 sides: got [1].");
});
