import { assertEquals, assertThrows } from "@std/assert";
import { averaged, counting, countsOf } from "../../src/judging/class_counts.ts";
import type { HostTensor } from "../../src/snapshot.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("counting() counts beyond what float32 holds, as whole numbers", () => {
  const { update } = counting("recall", { classes: 2 });
  const large = 2 ** 24 + 1;
  const state = {
    counts: tf.tensor2d([[large, 0], [large, 0], [large, 0]], [3, 2], "int32"),
    ...{ judged: tf.scalar(large, "int32"), weighed: tf.zeros([2, 3, 2]) },
  };
  const next = update(state, tf.tensor2d([[1, 0]]), tf.tensor1d([0], "int32"));
  assertEquals([...next.counts.dataSync(), ...next.judged.dataSync()], [
    ...[large + 1, 0, large + 1, 0, large + 1, 0],
    large + 1,
  ]);
});

Deno.test("counting() counts no answer where a logit is NaN, and nothing where the label is to be left out", () => {
  const { init, update } = counting("recall", { classes: 2, ignoreIndex: 1 });
  const state = update(init(), tf.tensor2d([[1, NaN], [2, 1], [2, 1]]), tf.tensor1d([0, 0, 1], "int32"));
  assertEquals([state.counts.arraySync(), state.judged.arraySync()], [[[1, 0], [1, 0], [2, 0]], 2]);
});

Deno.test("counting() refuses fewer than two classes, and a label that is not whole", () => {
  assertThrows(() => counting("recall", { classes: 1 }), RangeError, "classes must be a whole number of at least 2");
  assertThrows(
    () => counting("f1", { classes: 2, ignoreIndex: 0.5 }),
    RangeError,
    "Cannot make f1 as ignoreIndex must",
  );
});

Deno.test("countsOf() says nothing where a label was no class", () => {
  const { init, update } = counting("recall", { classes: 2 });
  const host = (tensor: tf.Tensor) =>
    ({ dtype: tensor.dtype, shape: tensor.shape, data: tensor.dataSync() }) as HostTensor;
  const target = tf.tensor1d([2], "int32");
  for (const given of [target, { target, weight: tf.tensor1d([0.5]) }]) {
    const { counts, judged, weighed } = update(init(), tf.tensor2d([[1, 0]]), given);
    assertEquals(countsOf({ counts: host(counts), judged: host(judged), weighed: host(weighed) }), undefined);
  }
});

// Three classes occur in answers or labels, the fourth in neither.
const counts = { right: [1, 0, 2, 0], answered: [2, 1, 2, 0], present: [1, 0, 4, 0], judged: 5 };
const recall = { part: counts.right, whole: counts.present };

Deno.test("averaged() leaves out classes that occur in neither answers nor labels, but for their own score", () => {
  const macro = averaged(recall, counts, { average: "macro", zeroDivision: 0 });
  assertEquals(macro, { all: (1 + 0 + 0.5) / 3, each: [1, 0, 0.5, 0] });
  assertEquals(averaged(recall, counts, { average: "weighted", zeroDivision: 0 }).all, (1 + 4 * 0.5) / 5);
  assertEquals(averaged(recall, counts, { average: "micro", zeroDivision: 0 }).all, 3 / 5);
  assertEquals(averaged(recall, counts, { average: "binary", zeroDivision: 1 }).all, 1);
});

Deno.test("averaged() leaves out a score that is nothing of nothing where that is to be NaN", () => {
  assertEquals(averaged(recall, counts, { average: "macro", zeroDivision: NaN }).all, 0.75);
  const none = { right: [0, 0], answered: [0, 0], present: [0, 0], judged: 0 };
  assertEquals(
    averaged({ part: none.right, whole: none.present }, none, { average: "macro", zeroDivision: 0 }).all,
    NaN,
  );
});
