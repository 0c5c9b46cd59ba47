import { assertEquals, assertThrows } from "@std/assert";
import { binaryCrossEntropy } from "../../src/losses/binary_cross_entropy.ts";
import { tf } from "../../src/tf.ts";

const value = (loss: ReturnType<ReturnType<typeof binaryCrossEntropy>>) => (loss as tf.Scalar).dataSync()[0];

Deno.test("binaryCrossEntropy() takes any shape, if it is one", () => {
  const loss = binaryCrossEntropy();
  const [prediction, target] = [tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), tf.tensor4d([1, 0, 1, 0], [1, 2, 2, 1])];
  assertEquals(value(loss(prediction, target)), value(loss(tf.reshape(prediction, [4]), tf.reshape(target, [4]))));
  assertEquals(
    assertThrows(() => loss(tf.zeros([2, 1]), tf.zeros([2])), TypeError).message,
    "Cannot compute the binary cross-entropy as prediction and target must be of one shape: got [2, 1] and [2]. " +
      "Reshape one of them.",
  );
});

Deno.test("binaryCrossEntropy() takes booleans for targets and stays finite for huge logits", () => {
  const logits = tf.tensor1d([1e30, -1e30]);
  assertEquals(value(binaryCrossEntropy()(logits, tf.tensor1d([true, false], "bool"))), 0);
  assertEquals(value(binaryCrossEntropy()(tf.tensor1d([-1000]), tf.tensor1d([1], "int32"))), 1000);
});
