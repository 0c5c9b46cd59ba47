import { assertEquals, assertThrows } from "@std/assert";
import type { HostTensor } from "../../mod.ts";
import { samplesOf } from "../../src/files/samples_of.ts";

const field = (...shape: number[]): HostTensor => ({
  ...{ dtype: "float32", shape, data: new Float32Array(shape.reduce((all, side) => all * side, 1)) },
});

Deno.test("samplesOf() counts the first axis of all fields", () => {
  assertEquals([samplesOf({ a: field(3, 2), b: field(3) }), samplesOf({ a: field(0, 2) }), samplesOf({})], [3, 0, 0]);
});

Deno.test("samplesOf() refuses fields of other first axes, and of none", () => {
  const rule = "the first axis of each field must be the samples of the batch: got";
  assertThrows(() => samplesOf({ a: field(3), b: field(4, 3) }), RangeError, `${rule} a of [3] and b of [4, 3].`);
  assertThrows(() => samplesOf({ loss: field() }), RangeError, `${rule} loss of [].`);
});
