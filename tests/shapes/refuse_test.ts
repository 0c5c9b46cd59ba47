import { assertEquals, assertThrows } from "@std/assert";
import {
  refuse,
  requireLabels,
  requireLast,
  requireLogits,
  requireMask,
  requireSameShape,
  requireTensors,
} from "../../src/shapes/refuse.ts";
import { tf } from "../../src/tf.ts";

Deno.test("refuse() says layer, rule and shape without a path", () => {
  const error = refuse("relu", { training: false, seed: 0 }, "[batch]", tf.zeros([2, 2]));
  assertEquals(error.message, "Cannot run relu as it takes [batch]: got [2, 2].");
});

Deno.test("requireSameShape() refuses shapes of equal size that differ", () => {
  requireSameShape("loss", tf.zeros([2, 3]), tf.zeros([2, 3]));
  requireSameShape("loss", tf.scalar(1), tf.scalar(2));
  assertThrows(() => requireSameShape("loss", tf.zeros([2, 3]), tf.zeros([3, 2])), TypeError, "got [2, 3] and [3, 2]");
});

Deno.test("requireLogits() lets one label a row pass, whatever the axes before the classes", () => {
  for (const shape of [[2], [2, 5], [2, 5, 4], [0]]) {
    requireLogits("loss", tf.zeros([...shape, 3]), tf.zeros(shape, "int32"));
  }
});

Deno.test("requireLogits() refuses labels that are fewer, more or no whole numbers", () => {
  const logits = tf.zeros([2, 5, 3]);
  for (const shape of [[2], [5, 2], [2, 5, 1]]) {
    const text = `got [2, 5, 3] and int32 [${shape.join(", ")}]. Give labels of the shape [2, 5].`;
    assertThrows(() => requireLogits("loss", logits, tf.zeros(shape, "int32")), TypeError, text);
  }
  const text = 'got [2, 5, 3] and float32 [2, 5]. Cast the labels to "int32".';
  assertThrows(() => requireLogits("loss", logits, tf.zeros([2, 5])), TypeError, text);
});

Deno.test("requireMask() refuses labels of one class, labels that are no whole numbers, and other shapes", () => {
  const refused: [number[], number[], "int32" | "float32"][] = [
    [[2, 4, 1], [2, 4], "int32"],
    [[2, 4, 3], [2, 4], "float32"],
    [[2, 4, 3], [2, 4, 1], "int32"],
    [[4], [4], "float32"],
  ];
  for (const [logits, target, dtype] of refused) {
    const text = `got [${logits.join(", ")}] and ${dtype} [${target.join(", ")}].`;
    assertThrows(() => requireMask("loss", tf.zeros(logits), tf.zeros(target, dtype)), TypeError, text);
  }
});

Deno.test("requireLast() takes a number for each place of the last axis, and neither one for all nor more", () => {
  requireLast("loss", "weights", [1, 2, 3], tf.zeros([5, 4, 3]));
  for (const list of [[1], [1, 2, 3, 4]]) {
    const text =
      `Cannot compute the loss as weights needs a number for each place of the last axis: got ${list.length} and [4, 3].`;
    assertThrows(() => requireLast("loss", "weights", list, tf.zeros([4, 3])), TypeError, text);
  }
});

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

Deno.test("requireTensors() says what was given in a tensor's place, and takes tensors", () => {
  const gone = tf.zeros([2]);
  gone.dispose();
  const refusal = (name: string, value: unknown) =>
    assertThrows(() => requireTensors("do it", { [name]: value }), TypeError).message;
  const said = (got: string, name = "prediction") => `Cannot do it as the ${name} must be a tensor: got ${got}`;
  assertEquals(refusal("prediction", undefined), said("undefined. Have the model answer it."));
  assertEquals(refusal("target's boxes", 3), said("3. Have the data give it.", "target's boxes"));
  const part = "Take the part that is meant in a loss or metric of your own.";
  assertEquals(refusal("prediction", { a: 1, b: 2 }), said(`an object of a, b. ${part}`));
  assertEquals(refusal("prediction", [1, 2]), said(`a list of 2. ${part}`));
  assertEquals(
    refusal("prediction", Promise.resolve()),
    said("a promise. Take `async` from the function that answers it."),
  );
  assertEquals(refusal("prediction", gone), said("one that was disposed of. Leave that to the runner."));
  requireTensors("do it", { prediction: tf.zeros([2]), target: tf.zeros([2]) });
});
