import { assertEquals, assertStrictEquals } from "@std/assert";
import { padsApart } from "../../../../../src/engines/native/compile/rewrite/pads_apart.ts";
import { linesOf, traceOf } from "../trace_of.ts";

const [x, pads, filter] = [-1, -2, -3], wide = [2, 5, 5, 5], image = [2, 4, 4, 5];
const slots = [
  { shape: [2, 3, 3, 5] },
  { shape: [4, 2], dtype: 3, values: [0, 0, 1, 1, 1, 1, 0, 0] },
  { shape: [2, 2, 5, 5] },
];

Deno.test("padsApart() pads by an operation that stays what it is, with a zero of its own", () => {
  const apart = padsApart(traceOf(slots, [["Pad", [x, pads], wide], ["Conv2D", [0, filter], image]]));
  assertEquals(linesOf(apart), [["PadV2", [x, pads, -4], wide], ["Conv2D", [0, filter], image]]);
  assertEquals(apart.slots.at(-1), { dtype: 1, shape: [], values: [0] });
  assertEquals(apart.outputs, [1]);
});

Deno.test("padsApart() leaves a trace without padding as it is", () => {
  const trace = traceOf(slots, [["Conv2D", [x, filter], image]]);
  assertStrictEquals(padsApart(trace), trace);
});
