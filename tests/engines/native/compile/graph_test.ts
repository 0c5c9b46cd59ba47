import { asCalled } from "../../../../src/engines/native/binding/one_dnn.ts";
import { assert, assertEquals } from "@std/assert";
import { graphOf } from "../../../../src/engines/native/compile/graph.ts";
import type { Operation, Trace } from "../../../../src/engines/native/compile/records.ts";

Deno.test("graphOf() has an update wait for all that reads the weight, through reshapes too", () => {
  const [weight, value, x, shape] = [-1, -2, -3, -4];
  const results = [{ dtype: 1, shape: [2] }];
  const operations: Operation[] = [
    { name: "Reshape", attributes: [], inputs: [value, shape], slots: 4, first: 0, results },
    { name: "Mul", attributes: [], inputs: [0, x], slots: 4, first: 1, results },
    { name: "Neg", attributes: [], inputs: [x], slots: 4, first: 2, results },
    { name: "ResourceApplyGradientDescent", attributes: [], inputs: [weight, x, 2], slots: 4, first: 3, results: [] },
  ];
  const trace: Trace = {
    operations,
    slots: [
      { dtype: 20, shape: [2] },
      { dtype: 1, shape: [2], variable: 0 },
      { dtype: 1, shape: [2] },
      { dtype: 3, shape: [1], values: [2] },
    ],
    ...{ varying: new Set<number>(), outputs: [1], reads: [] },
  };
  const { definition, inputs, effects } = graphOf(trace, asCalled);
  const text = new TextDecoder("latin1").decode(definition);
  const update = text.slice(text.indexOf("ResourceApplyGradientDescent"));
  // The reader of the reshaped value and the read itself; not what never sees the weight.
  for (const before of ["^n1", "^s1"]) assert(update.includes(before), `${before} is missing`);
  assert(!update.includes("^n2"));
  assertEquals([inputs, effects], [[0, 2], ["n3"]]);
});
