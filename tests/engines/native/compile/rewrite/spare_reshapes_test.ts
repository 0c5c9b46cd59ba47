import { assertEquals } from "@std/assert";
import { spareReshapes } from "../../../../../src/engines/native/compile/rewrite/spare_reshapes.ts";
import { linesOf, traceOf } from "../trace_of.ts";

const [x, shape] = [-1, -2];
const slots = [{ shape: [2, 6] }, { shape: [2], dtype: 3 }];

Deno.test("spareReshapes() leaves out what changes nothing, and goes past what leads to another reshape", () => {
  const trace = traceOf(slots, [
    ["Relu", [x], [2, 6]],
    ["Reshape", [0, shape], [2, 6]],
    ["Neg", [1], [2, 6]],
    ["Reshape", [2, shape], [3, 4]],
    ["Reshape", [3, shape], [12]],
    ["Abs", [4], [12]],
    ["Exp", [3], [3, 4]],
  ], { outputs: [5, 6] });
  const spared = spareReshapes(trace);
  assertEquals(linesOf(spared), [
    ["Relu", [x], [2, 6]],
    ["Neg", [0], [2, 6]],
    ["Reshape", [1, shape], [3, 4]],
    ["Reshape", [1, shape], [12]],
    ["Abs", [3], [12]],
    ["Exp", [2], [3, 4]],
  ]);
  assertEquals(spared.outputs, [4, 5]);
  assertEquals(spared.operations.map(({ first }) => first), [0, 1, 2, 3, 4, 5]);
});

Deno.test("spareReshapes() sees that a reshape undoes another one", () => {
  const there: [string, number[], number[]][] = [
    ["Reshape", [x, shape], [12]],
    ["Reshape", [0, shape], [2, 6]],
    ["Relu", [1], [2, 6]],
  ];
  assertEquals(linesOf(spareReshapes(traceOf(slots, there))).at(-1), ["Relu", [x], [2, 6]]);
});

Deno.test("spareReshapes() keeps a reshape that the step leaves", () => {
  const trace = traceOf(slots, [["Reshape", [x, shape], [2, 6]]]);
  assertEquals(linesOf(spareReshapes(trace)), linesOf(trace));
});
