import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { f1, precision, recall } from "../../src/metrics/precision_recall.ts";
import { specificity } from "../../src/metrics/specificity.ts";
import { tf } from "../../src/tf.ts";
import { judgeBy } from "../judge_by.ts";
import { said, sayOfSeveral } from "./multi_label.ts";

await tf.setBackend("cpu");

for (const make of [precision, recall, f1]) {
  Deno.test(`${make.name}() leaves out a class that never occurs, and says nothing of it`, async () => {
    const [logits, labels] = [tf.tensor2d([[1, 0, 0], [0, 1, 0]]), tf.tensor1d([0, 1], "int32")];
    const metric = make({ classes: 3, perClass: ["a", "b", "c"], zeroDivision: 1 });
    assertEquals(Object.values(await judgeBy([metric], logits, labels, [1, 1])), [100, 100, 100, 100]);
    const zero = await judgeBy([make({ classes: 3, perClass: [0, 1, 2] })], logits, labels, [2]);
    assertEquals(Object.values(zero), [100, 100, 100, 0]);
  });

  Deno.test(`${make.name}() refuses one class, and logits of other classes`, () => {
    assertEquals(
      assertThrows(() => make({ classes: 1 }), RangeError).message,
      `Cannot make ${make.name} as classes must be a whole number of at least 2: got 1.`,
    );
    const metric = make({ classes: 2 });
    assertEquals(
      assertThrows(() => metric.update(metric.init(), tf.zeros([1, 3]), tf.zeros([1], "int32")), RangeError).message,
      `Cannot judge by ${make.name} as it was made for 2 classes: got logits of 3.`,
    );
    assertEquals(
      assertThrows(() => make({ classes: 3, perClass: ["a"] }), RangeError).message,
      `Cannot make ${make.name} as perClass must be a list of 3 names: got 1.`,
    );
    assertThrows(
      () => make({ classes: 3, average: "mean" as never }),
      RangeError,
      "average must be one of macro, micro",
    );
    assertThrows(() => make({ classes: 3, average: "binary" }), RangeError, "the average of binary needs two classes");
    assertThrows(
      () => metric.update(metric.init(), tf.zeros([2, 2]), tf.zeros([2])),
      TypeError,
      `Cannot judge by ${make.name} as it needs logits [..., classes] and int32 labels [...]: got [2, 2] and float32 [2]. ` +
        'Cast the labels to "int32".',
    );
  });
}

for (const make of [precision, recall, f1]) {
  Deno.test(`${make.name}() of answers with several labels is scikit-learn's`, async () => {
    for (const average of ["macro", "micro", "weighted"] as const) {
      const metric = make({ classes: 4, average, multiLabel: true });
      for (const dtype of ["int32", "float32"] as const) {
        const [score] = await sayOfSeveral(metric, "wide", { dtype });
        assertAlmostEquals(score!, said[`${make.name} ${average}`]!, 1e-9);
      }
      const [weighed] = await sayOfSeveral(metric, "wide", { weighed: true });
      assertAlmostEquals(weighed!, said[`weighed ${make.name} ${average}`]!, 1e-6);
    }
  });
}

Deno.test("f1() of several labels leaves out what is to be ignored, and is NaN where a label is neither 0 nor 1", async () => {
  const logits = tf.tensor2d([[1, -1], [1, 1], [-1, 9]]),
    labels = tf.tensor2d([[1, 0], [0, 1], [1, 2]], undefined, "int32");
  const f1Of = async (ignoreIndex?: number) =>
    (await judgeBy(
      [f1({ classes: 2, multiLabel: true, average: "micro", ...ignoreIndex !== undefined && { ignoreIndex } })],
      logits,
      labels,
      [2, 1],
    )).f1;
  // Right twice, answered three times, there three times.
  assertAlmostEquals(await f1Of(2), 100 * 4 / 6, 1e-9);
  assertEquals(await f1Of(), NaN);
});

Deno.test("specificity() refuses several labels", () => {
  assertThrows(
    () => specificity({ classes: 2, multiLabel: true } as never),
    TypeError,
    "Cannot make specificity as each answer must be of one class: got multiLabel.",
  );
});
