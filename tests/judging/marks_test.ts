import { assert, assertEquals, assertThrows } from "@std/assert";
import { keptOf, kindOf, marksOf, wholeLabels } from "../../src/judging/marks.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("marksOf() takes one logit for the second of two classes, which NaN is no answer of", () => {
  const labels = tf.tensor1d([1, 0, 1], "int32");
  for (const logits of [tf.tensor1d([2, 0, NaN]), tf.tensor2d([[2], [0], [NaN]])]) {
    assertEquals(marksOf("f1", logits, labels, { classes: 2 }).answered.arraySync(), [[0, 1], [1, 0], [0, 0]]);
  }
  assertThrows(
    () => marksOf("f1", tf.zeros([3]), labels, { classes: 3 }),
    RangeError,
    "Cannot judge by f1 as it was made for 3 classes: got logits of one for each answer.",
  );
});

Deno.test("marksOf() marks no class where the label is none, and counts all that is judged", () => {
  const labels = tf.tensor2d([[0, 9], [-1, 1]], [2, 2], "int32");
  const { present, judged } = marksOf("f1", tf.zeros([2, 2, 2]), labels, { classes: 2, ignoreIndex: -1 });
  assertEquals([present.arraySync(), judged.arraySync()], [[[1, 0], [0, 0], [0, 0], [0, 1]], 3]);
});

Deno.test("kindOf() refuses logits that do not go with the labels", () => {
  const labels = tf.zeros([2, 3], "int32");
  assertEquals(kindOf("f1", tf.zeros([2, 3, 1]), labels), "single");
  assertEquals(kindOf("f1", tf.zeros([2, 3, 4]), labels), "rows");
  for (const shape of [[2], [3, 2], [2, 3, 4, 5]]) {
    assertThrows(() => kindOf("f1", tf.zeros(shape), labels), TypeError, "take tf.argMax(labels, -1) of one-hot");
  }
  assertThrows(() => kindOf("f1", tf.zeros([2, 3, 4]), tf.zeros([2, 3])), TypeError, 'Cast the labels to "int32".');
});

await tf.setBackend("cpu");

Deno.test("wholeLabels() hands int32 on, and makes no class of half ones and NaN", () => {
  const labels = tf.tensor1d([3, -1], "int32");
  assertEquals(wholeLabels(labels) === labels, true);
  const none = -(2 ** 31) + 1;
  assertEquals([...wholeLabels(tf.tensor1d([-1, 0, 7, 0.5, NaN])).dataSync()], [-1, 0, 7, none, none]);
});

await tf.setBackend("cpu");

Deno.test("keptOf() hands judgements on as they are where nothing is left out", () => {
  const values = tf.tensor1d([1, NaN]);
  assertEquals(keptOf(values, tf.tensor1d([0, 5], "int32"), undefined), values);
});

Deno.test("keptOf() keeps a NaN of what counts, and none of what does not", () => {
  const kept = keptOf(tf.tensor1d([NaN, NaN, 1]), tf.tensor2d([[7, -1, 0]], [1, 3], "int32"), -1);
  assert(!(kept instanceof tf.Tensor));
  assertEquals([[...kept.values.dataSync()], [...kept.counts.dataSync()]], [[NaN, 0, 1], [1, 0, 1]]);
});
