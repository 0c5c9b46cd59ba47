import { assert, assertEquals } from "@std/assert";
import type { HostTensor } from "../../../mod.ts";
import { answersOf } from "../../../src/predicting/predictor/answers_of.ts";

const real = (shape: number[], ...data: number[]): HostTensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(data),
});
const reading = { classes: ["ant", "bee"], top: 5, several: false };

Deno.test("answersOf() tells classes by the softmax, or each by itself, and of two by one number", () => {
  const [first, second] = answersOf({ "": real([2, 2], 0, Math.log(3), 1000, 0) }, ["a", "b"], reading);
  assertEquals([first!.name, first!.label, second!.name, second!.score], ["bee", 1, "ant", 1]);
  assert(Math.abs(first!.score! - 0.75) < 1e-6);
  assertEquals(first!.prediction, real([2], 0, Math.log(3)));
  const [each] = answersOf({ "": real([1, 2], 0, 0) }, ["a"], { ...reading, several: true });
  assertEquals(each!.scores!.map(({ score }) => score), [0.5, 0.5]);
  const [one] = answersOf({ "": real([1, 1], Math.log(4)) }, ["a"], reading);
  assertEquals([one!.name, one!.scores!.length], ["bee", 2]);
  assert(Math.abs(one!.score! - 0.8) < 1e-6);
  assertEquals(answersOf({ "": real([1, 2], 0, 1) }, [0], { ...reading, top: 1 })[0]!.scores!.length, 1);
});

Deno.test("answersOf() tells the class of each pixel as a mask", () => {
  const [{ mask, name }] = answersOf({ "": real([1, 1, 3, 2], 1, 0, 0, 1, 2, 2) }, ["a"], reading) as [
    ReturnType<typeof answersOf>[number],
  ];
  assertEquals([mask, name], [{ dtype: "int32", shape: [1, 3], data: Int32Array.of(0, 1, 0) }, undefined]);
});

Deno.test("answersOf() tells the objects that were found, and leaves out what fills up", () => {
  const boxes = real([1, 2, 4], 1, 2, 3, 4, 0, 0, 0, 0), scores = real([1, 2], 0.5, 0);
  const labels: HostTensor = { dtype: "int32", shape: [1, 2], data: Int32Array.of(1, -1) };
  const [answer] = answersOf({ boxes, scores, labels }, ["a"], reading);
  assertEquals(answer!.boxes, [{ name: "bee", label: 1, score: 0.5, box: [1, 2, 3, 4] }]);
});

Deno.test("answersOf() leaves numbers as they are, and records of them by name", () => {
  const [answer] = answersOf({ "": real([1, 3], 1, 2, 3) }, [0], reading);
  assertEquals(answer, { input: 0, prediction: real([3], 1, 2, 3) });
  const [both] = answersOf({ left: real([1], 1), right: real([1], 2) }, [0], { top: 1, several: false });
  assertEquals(both, { input: 0, prediction: { left: real([], 1), right: real([], 2) } });
});
