import { assertEquals } from "@std/assert";
import { linksOf } from "../../../../../src/engines/native/compile/rewrite/links.ts";
import { traceOf } from "../trace_of.ts";

Deno.test("linksOf() tells who makes a result, who alone reads it, its shape and whether it outlives the step", () => {
  const trace = traceOf([{ shape: [2, 3] }], [
    ["Relu", [-1], [2, 3]],
    ["Neg", [0], [2, 3]],
    ["Mul", [1, 1], [2, 3]],
    ["Reshape", [2, -1], [6]],
  ], { outputs: [2, 3] });
  const { producer, onlyReader, outlives, shape } = linksOf(trace);
  assertEquals([producer(0)?.name, producer(3)?.name, producer(-1)], ["Relu", "Reshape", undefined]);
  // Read once; read twice, by one; read once, but left by the step.
  assertEquals([0, 1, 2].map((ref) => onlyReader(ref)?.name), ["Neg", undefined, undefined]);
  assertEquals([0, 1, 2, 3].map(outlives), [false, false, true, true]);
  assertEquals([shape(-1), shape(3)], [[2, 3], [6]]);
});
