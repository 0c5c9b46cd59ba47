import { assertEquals } from "@std/assert";
import { divide, lastingRefs } from "../../../../../src/engines/native/compile/rewrite/divide.ts";
import { linesOf, traceOf } from "../trace_of.ts";

const [x, weight, slope] = [-1, -2, -3];
const slots = [{ shape: [4, 2] }, { shape: [2, 3] }, { shape: [3] }];

Deno.test("divide() takes out what no input of the step reaches, and hands its results to the rest as slots", () => {
  const { before, from, rest } = divide(traceOf(slots, [
    ["Neg", [slope], [3]],
    ["Relu", [x], [4, 2]],
    ["Mul", [weight, 0], [2, 3]],
    ["MatMul", [1, 2], [4, 3]],
    ["BiasAdd", [3, 0], [4, 3]],
  ]))!;
  assertEquals(linesOf(before), [["Neg", [-1], [3]], ["Mul", [-2, 0], [2, 3]]]);
  assertEquals([before.outputs, before.slots.map(({ shape }) => shape), from], [[1, 0], [[3], [2, 3]], [2, 1]]);
  assertEquals(rest.slots.slice(3).map(({ shape }) => shape), [[2, 3], [3]]);
  assertEquals(linesOf(rest), [["Relu", [x], [4, 2]], ["MatMul", [0, -4], [4, 3]], ["BiasAdd", [1, -5], [4, 3]]]);
  assertEquals(rest.outputs, [2]);
});

Deno.test("divide() leaves a step whole that writes, draws, has nothing to prepare, or leaves what it prepared", () => {
  const scaled = ["Mul", [weight, slope], [2, 3]] as const, product = ["MatMul", [x, 0], [4, 3]] as const;
  assertEquals(divide(traceOf(slots, [["MatMul", [x, weight], [4, 3]]])), undefined);
  assertEquals(divide(traceOf(slots, [["RandomUniform", [slope], [2, 3]], product])), undefined);
  assertEquals(divide(traceOf(slots, [scaled, product], { outputs: [0, 1] })), undefined);
  assertEquals(divide(traceOf(slots, [scaled, product], { given: [0, 2] })), undefined);
  const variables = [slots[0]!, { shape: [], dtype: 20 }, { shape: [2, 3], variable: 1 }];
  const read = [["Neg", [-3], [2, 3]], product] as const;
  const { before, from } = divide(traceOf(variables, read))!;
  assertEquals([before.slots.map(({ variable }) => variable), from], [[undefined, 0], [1, 2]]);
  assertEquals(divide(traceOf(variables, [...read, ["AssignVariableOp", [-2, x]]], { outputs: [1] })), undefined);
});

Deno.test("lastingRefs() has constants, and such as were seen to vary not", () => {
  const trace = traceOf([...slots.slice(0, 2), { shape: [2], dtype: 3, values: [3, 2] }], [
    ["Reshape", [weight, -3], [3, 2]],
  ], { outputs: [] });
  assertEquals([...lastingRefs(trace)], [-2, -3, 0]);
  trace.varying.add(2);
  assertEquals([...lastingRefs(trace)], [-2]);
});
