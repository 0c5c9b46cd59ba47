import { assertEquals, assertThrows } from "@std/assert";
import { padTo, type PadToOptions } from "../../mod.ts";
import { collator } from "../../src/loading/collate.ts";
import { field, shapeOf } from "../loading/field.ts";

const next = Math.random;
const int32 = (...data: number[]) => ({ dtype: "int32", shape: [data.length], data: Int32Array.from(data) }) as const;

Deno.test("padTo() leaves the padding to the batch where it depends on the others, and cuts what is longer than the last", () => {
  const transform = padTo({ length: [2, 4], value: 9 }), how = { fill: 9, lengths: [2, 4] };
  const run = (...data: number[]) => transform({ x: int32(...data), y: 5 }, next);
  assertEquals(run(1, 2, 3), { x: { tokens: { ...int32(1, 2, 3), ...how }, length: 3 }, y: 5 });
  assertEquals(run(1, 2, 3, 4, 5), { x: { tokens: { ...int32(1, 2, 3, 4), ...how }, length: 4 }, y: 5 });
  const free = padTo({ multiple: 8 })({ x: int32(1, 2, 3), y: 5 }, next);
  assertEquals(free.x.tokens, { ...int32(1, 2, 3), fill: 0, lengths: [], multiple: 8 });
  const fixed = padTo({ length: 4 });
  assertEquals(fixed({ x: int32(1), y: 5 }, next).x, { tokens: int32(1, 0, 0, 0), length: 1 });
  assertEquals(fixed({ x: int32(1, 2, 3, 4, 5), y: 5 }, next).x, { tokens: int32(1, 2, 3, 4), length: 4 });
});

Deno.test("padTo() pads a batch to the least of the lengths, or the multiple, that holds its longest sample; targets too", async () => {
  const rows = [int32(1), int32(1, 2, 3), int32(1, 2, 3, 4, 5)];
  const train = { name: "rows", size: 3, get: (i: number) => ({ x: rows[i]!, y: rows[i]! }) };
  const shapes = async (options: PadToOptions, picked: number[]) => {
    const supply = { source: train, transforms: [padTo({ targetValue: -1, ...options })], labels: false };
    const collated = await collator(supply)(Uint32Array.from(picked), 0);
    return ["x.tokens", "y"].map((name) => [shapeOf(collated, name), [...field(collated, name)]]);
  };
  assertEquals(await shapes({ length: [2, 4] }, [0]), [[[2], [1, 0]], [[2], [1, -1]]]);
  assertEquals((await shapes({ length: [2, 4] }, [1, 0]))[0], [[4], [1, 2, 3, 0, 1, 0, 0, 0]]);
  assertEquals((await shapes({ length: [2, 4] }, [2]))[0], [[4], [1, 2, 3, 4]]);
  assertEquals((await shapes({}, [2]))[0]![0], [5]);
  assertEquals((await shapes({ multiple: 4 }, [2, 1]))[0]![0], [8]);
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
  assertThrows(() => padTo({ length: 4, multiple: 8 }), RangeError, "got 4 and 8. Leave one out.");
  assertThrows(() => padTo({ length: [] }), RangeError, "length must be a list of numbers: got none.");
  const text = "Cannot pad a sample as its input must be an array of numbers with an axis of places: got string.";
  assertThrows(() => padTo({ length: 2 })({ x: "abc", y: 0 }, next), TypeError, text);
});
