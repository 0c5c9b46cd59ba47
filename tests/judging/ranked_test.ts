import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { meanArea, type Question, rankedOf, ranking } from "../../src/judging/ranked.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");
const host = (shape: number[], data: number[]) => ({ dtype: "float32", shape, data: Float32Array.from(data) }) as const;
const ones = (size: number) => host([size], Array(size).fill(1));
const labels = (...data: number[]) => ({ dtype: "int32", shape: [data.length], data: Int32Array.from(data) }) as const;

Deno.test("ranking() keeps tokens as rows, and refuses options out of their range", () => {
  const { init, update } = ranking("rocAuc", {});
  const { scores, labels } = update(init(), tf.zeros([2, 3, 4]), tf.zeros([2, 3], "int32"));
  assertEquals([scores.shape, labels.shape], [[6, 4], [6]]);
  assertThrows(
    () => ranking("prAuc", { ignoreIndex: 0.5 }),
    RangeError,
    "Cannot make prAuc as ignoreIndex must be a whole",
  );
});

Deno.test("rankedOf() takes two classes for one, three as shares, and leaves out what is not judged", () => {
  const two = rankedOf({ scores: host([2, 2], [0.3, 0.7, 0.6, 0.4]), labels: labels(1, 9), weights: ones(2) }, {
    ...{ probabilities: true, ignoreIndex: 9 },
  });
  const [{ scores, positive }, ...others] = two!.questions as [Question];
  assertEquals([scores.length, positive, others], [1, [true], []]);
  assertAlmostEquals(scores[0]!, 0.7, 1e-6);
  const three = rankedOf({ scores: host([1, 3], [0, 0, Math.log(2)]), labels: labels(2), weights: ones(1) }, {})!;
  three.questions.forEach(({ scores }, i) => assertAlmostEquals(scores[0]!, [0.25, 0.25, 0.5][i]!, 1e-6));
});

Deno.test("rankedOf() says nothing where a label is no class", () => {
  for (const label of [-1, 3]) {
    assertEquals(rankedOf({ scores: host([1, 3], [0, 0, 0]), labels: labels(label), weights: ones(1) }, {}), undefined);
  }
});

Deno.test("meanArea() of weights leaves out a class without labels, and takes micro of all together", () => {
  const question = (scores: number[], positive: boolean[]) => ({ scores, positive, weights: scores.map(() => 1) });
  const ranked = { questions: [question([1, 2], [true, true]), question([3], [false])] };
  const area = ({ scores }: { scores: ArrayLike<number> }) => scores.length === 1 ? NaN : scores.length;
  assertEquals(meanArea("rocAuc", ranked, "weighted", area), 2);
  assertEquals(meanArea("rocAuc", ranked, "macro", area), NaN);
  assertEquals(meanArea("rocAuc", ranked, "micro", area), 3);
});
