import { assertEquals } from "@std/assert";
import { linksOf } from "../../../../../src/engines/native/compile/rewrite/links.ts";
import { mayLeak } from "../../../../../src/engines/native/compile/rewrite/rectifier.ts";
import { type Line, traceOf } from "../trace_of.ts";

const x = -1, weights = -2, shape = [4, 4], slots = [{ shape }, { shape }];

/** Whether the rectifier, the first operation, may leak. */
function leaks(lines: readonly Line[], outputs?: readonly number[]): boolean {
  const trace = traceOf(slots, [["Relu", [x], shape], ...lines], outputs && { outputs });
  return mayLeak(trace.operations[0]!, linksOf(trace));
}

Deno.test("mayLeak() allows what only products and rectifiers read, whatever hands it on to them", () => {
  assertEquals(leaks([["MatMul", [0, weights], shape]]), true);
  assertEquals(leaks([["Add", [0, x], shape], ["Relu", [1], shape]]), true);
  assertEquals(leaks([["MaxPool", [0], shape], ["Mean", [1, x], [4]], ["MatMul", [2, weights], [4]]]), true);
});

Deno.test("mayLeak() refuses where 0 is another thing than what is just below it", () => {
  assertEquals(leaks([]), false);
  assertEquals(leaks([["Sqrt", [0], shape]]), false);
  assertEquals(leaks([["MatMul", [0, weights], shape], ["Mean", [0, x], [4]], ["Log", [2], [4]]]), false);
  assertEquals(leaks([["Reshape", [0, x], shape], ["MatMul", [1, weights], shape]], [1, 2]), false);
});
