import { assertEquals, assertThrows } from "@std/assert";
import { padTo } from "../../mod.ts";

const next = Math.random;
const int32 = (...data: number[]) => ({ dtype: "int32", shape: [data.length], data: Int32Array.from(data) }) as const;

Deno.test("padTo() takes the least length that holds a sequence, and cuts what is longer than the last", () => {
  const transform = padTo({ length: [2, 4], value: 9 });
  const run = (...data: number[]) => transform({ x: int32(...data), y: 5 }, next);
  assertEquals(run(1, 2), { x: { tokens: int32(1, 2), length: 2 }, y: 5 });
  assertEquals(run(1, 2, 3), { x: { tokens: int32(1, 2, 3, 9), length: 3 }, y: 5 });
  assertEquals(run(1, 2, 3, 4, 5), { x: { tokens: int32(1, 2, 3, 4), length: 4 }, y: 5 });
});

Deno.test("padTo() pads rows of places, and targets by a number of their own", () => {
  const x = { dtype: "float32", shape: [1, 2], data: Float32Array.of(7, 8) } as const;
  const padded = padTo({ length: 2, targetValue: -1 })({ x, y: int32(3) }, next);
  assertEquals(padded.x.tokens, { dtype: "float32", shape: [2, 2], data: Float32Array.of(7, 8, 0, 0) });
  assertEquals(padded.y, int32(3, -1));
});

Deno.test("padTo() refuses lengths that do not rise, and what has no places", () => {
  assertThrows(() => padTo({ length: [4, 4] }), RangeError, "Cannot make padTo as lengths must rise: got 4, 4.");
  assertThrows(() => padTo({ length: 0 }), RangeError, "length[0] must be a whole number of at least 1: got 0.");
  const text = "Cannot pad a sample as its input must be an array of numbers with an axis of places: got string.";
  assertThrows(() => padTo({ length: 2 })({ x: "abc", y: 0 }, next), TypeError, text);
});
