import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { rocAuc, tf } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";
import { LOGITS, say } from "./edges.ts";
import { said, sayOfSeveral } from "./multi_label.ts";

Deno.test("rocAuc() is NaN where a label is no class, and a number where it is to be ignored", async () => {
  assertEquals(await say(rocAuc(), LOGITS, [0, 1, 2]), [NaN]);
  const [score] = await say(rocAuc({ ignoreIndex: 2 }), LOGITS, [0, 1, 2]);
  assertEquals(score, (await say(rocAuc(), LOGITS.slice(0, 2), [0, 1]))[0]);
  assertEquals(Number.isFinite(score), true);
});

for (const average of ["macro", "micro", "weighted", "samples"] as const) {
  Deno.test(`rocAuc() of answers with several labels is scikit-learn's, ${average}`, async () => {
    const which = average === "samples" ? "ordered" : "all";
    for (const dtype of ["int32", "float32"] as const) {
      const [score] = await sayOfSeveral(rocAuc({ average }), which, { dtype });
      assertAlmostEquals(score!, said[`rocAuc ${average}`]!, 1e-9);
    }
  });
}

Deno.test("rocAuc() takes each number for an answer where multiLabel is false, and leaves out labels that are to be ignored", async () => {
  const [each] = await sayOfSeveral(rocAuc({ multiLabel: false }));
  assertAlmostEquals(each!, said["rocAuc micro"]!, 1e-9);
  await tf.setBackend("cpu");
  const labels = tf.tensor2d([[1, 0], [0, 1], [-1, 1], [1, -1]], undefined, "int32");
  const scores = tf.tensor2d([[3, 1], [2, 4], [9, 0], [1, 9]]);
  // Of the first label 3 and 1 against 2; of the second 4 and 0 against 1.
  assertEquals(await judgeBy([rocAuc({ ignoreIndex: -1 })], scores, labels, [3, 1]), { rocAuc: 0.5 });
  assertEquals(await judgeBy([rocAuc()], scores, labels, [3, 1]), { rocAuc: NaN });
});

Deno.test("rocAuc() takes labels of float32 beside one score, as the binary cross-entropy does, and no half ones", async () => {
  await tf.setBackend("cpu");
  const scores = tf.tensor2d([[0.1], [0.4], [0.35], [0.8]]);
  const of = (labels: number[]) => judgeBy([rocAuc()], scores, tf.tensor2d(labels, [4, 1]), [4]);
  assertEquals([await of([0, 0, 1, 1]), await of([0, 0, 1, 0.5])], [{ rocAuc: 0.75 }, { rocAuc: NaN }]);
});

Deno.test("rocAuc() of one class each has a micro average, no average of samples, and none of both for ovo", async () => {
  // Shares large, small and large of what is there, beside all other six: right 5, 0 and 5 times, equal once, twice and once.
  const [score] = await say(rocAuc({ average: "micro" }), [[2, 1, 0], [2, 0, 1], [0, 1, 2]], [0, 1, 2]);
  assertAlmostEquals(score!, 12 / 18, 1e-9);
  await assertRejects(
    () => say(rocAuc({ average: "samples" }), LOGITS, [0, 1, 1]),
    TypeError,
    "Cannot judge by rocAuc as the average of samples needs a label of 0 or 1 for every class",
  );
  assertThrows(() => rocAuc({ multiClass: "ovo", average: "micro" }), RangeError, "macro");
  await assertRejects(
    () => judgeBy([rocAuc({ multiLabel: true })], tf.zeros([2, 3]), tf.zeros([2]), [2]),
    TypeError,
    "Cannot judge by rocAuc as multiLabel needs logits [..., classes] and labels of 0 and 1 of the same shape: got [2, 3] and " +
      "float32 [2]. Leave multiLabel out where each answer is of one class.",
  );
});
