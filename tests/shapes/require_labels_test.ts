import { assertEquals, assertThrows } from "@std/assert";
import { requireLabels } from "../../src/shapes/require_labels.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

const CASES: readonly (readonly [tf.Tensor, tf.Tensor, string])[] = [
  [tf.zeros([4, 2]), tf.zeros([4, 1], "int32"), "[4, 2] and int32 [4, 1]. Reshape the labels to [4]."],
  [
    tf.zeros([2, 2]),
    tf.zeros([2, 2], "int32"),
    "[2, 2] and int32 [2, 2]. Take tf.argMax(labels, -1) of one-hot labels.",
  ],
  [
    tf.zeros([4, 1]),
    tf.zeros([4], "int32"),
    "[4, 1] and int32 [4]. Judge a single logit by mean() of a comparison of your own, such as logit > 0.",
  ],
  [tf.zeros([4, 2]), tf.zeros([4]), '[4, 2] and float32 [4]. Cast the labels to "int32".'],
  [tf.zeros([4, 2]), tf.zeros([3], "int32"), "[4, 2] and int32 [3]. Give one label a sample."],
  [
    tf.zeros([4, 8, 20]),
    tf.zeros([4, 7], "int32"),
    "[4, 8, 20] and int32 [4, 7]. Give one label for each answer.",
  ],
];

Deno.test("requireLabels() refuses what would be broadcast, a single logit, one-hot rows and too few labels, each with its way out", () => {
  for (const [logits, labels, got] of CASES) {
    assertEquals(
      assertThrows(() => requireLabels("accuracy", logits, labels), TypeError).message,
      "Cannot judge by accuracy as it needs logits [..., classes] of at least two classes and int32 labels [...]: " +
        `got ${got}`,
    );
  }
});

Deno.test("requireLabels() lets logits and labels pass", () => {
  requireLabels("accuracy", tf.zeros([4, 2]), tf.zeros([4], "int32"));
  requireLabels("accuracy", tf.zeros([4, 8, 20]), tf.zeros([4, 8], "int32"));
  requireLabels("accuracy", tf.zeros([4, 8, 9, 20]), tf.zeros([4, 8, 9], "int32"));
});
