import { assertEquals, assertThrows } from "@std/assert";
import { multiMargin } from "../../src/losses/multi_margin.ts";
import { tf } from "../../src/tf.ts";

Deno.test("multiMargin() is NaN where a label is no class, and takes a label for each token", () => {
  assertEquals(multiMargin()(tf.zeros([1, 2]), tf.tensor1d([2], "int32")).dataSync()[0], NaN);
  const x = tf.tensor3d([[[1, 0], [3, 0]]]), rows = tf.reshape(x, [2, 2]) as tf.Tensor2D;
  assertEquals(
    multiMargin()(x, tf.tensor2d([[1, 0]], [1, 2], "int32")).dataSync(),
    multiMargin()(rows, tf.tensor1d([1, 0], "int32")).dataSync(),
  );
});

Deno.test("multiMargin() refuses labels and weights that do not fit", () => {
  const text = "Cannot compute the multi-class margin loss as ";
  assertThrows(() => multiMargin()(tf.zeros([2, 3]), tf.zeros([2])), TypeError, `${text}it needs logits`);
  assertThrows(
    () => multiMargin({ classWeights: [1, 2] })(tf.zeros([2, 3]), tf.zeros([2], "int32")),
    TypeError,
    `${text}classWeights needs a number for each place of the last axis: got 2 and [2, 3].`,
  );
});
