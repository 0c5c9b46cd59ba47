import { assertEquals } from "@std/assert";
import { rewriting } from "../../../../../src/engines/native/compile/rewrite/rewriting.ts";
import { linesOf, traceOf } from "../trace_of.ts";

Deno.test("rewriting() numbers results as they come, and finds what was replaced, left out or kept", () => {
  const trace = traceOf([{ shape: [2] }], [
    ["Relu", [-1], [2]],
    ["Neg", [0], [2]],
    ["Abs", [1], [2]],
    ["Exp", [2], [2]],
  ], { outputs: [3, 1] });
  const [relu, neg, abs, exp] = trace.operations;
  const { at, write, place, keep, end } = rewriting({ ...trace, reads: [[2, 0]] });
  const first = write({ ...relu!, name: "Sin" });
  place(relu!, write({ ...relu!, name: "Cos", inputs: [first] }));
  keep(neg!);
  place(abs!, at(neg!.first));
  keep(exp!);
  const { outputs, reads, operations, slots } = end();
  assertEquals(linesOf(end()), [["Sin", [-1], [2]], ["Cos", [0], [2]], ["Neg", [1], [2]], ["Exp", [2], [2]]]);
  assertEquals([outputs, reads, operations.map(({ first }) => first)], [[3, 2], [[2, 0]], [0, 1, 2, 3]]);
  assertEquals([at(-1), slots], [-1, trace.slots]);
});
