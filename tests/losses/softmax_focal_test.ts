import { assertEquals, assertThrows } from "@std/assert";
import { softmaxFocal } from "../../src/losses/softmax_focal.ts";
import { tf } from "../../src/tf.ts";

Deno.test("softmaxFocal() is NaN where a label is no class, and takes a label for each token", () => {
  assertEquals(softmaxFocal()(tf.zeros([1, 2]), tf.tensor1d([2], "int32")).dataSync()[0], NaN);
  const x = tf.tensor3d([[[1, 0], [3, 0]]]), rows = tf.reshape(x, [2, 2]) as tf.Tensor2D;
  assertEquals(
    softmaxFocal()(x, tf.tensor2d([[1, 0]], [1, 2], "int32")).dataSync(),
    softmaxFocal()(rows, tf.tensor1d([1, 0], "int32")).dataSync(),
  );
});

Deno.test("softmaxFocal() refuses labels and weights that do not fit", () => {
  const text = "Cannot compute the focal loss as ";
  assertThrows(() => softmaxFocal()(tf.zeros([2, 3]), tf.zeros([2])), TypeError, `${text}it needs logits`);
  assertThrows(
    () => softmaxFocal({ alpha: [1, 2] })(tf.zeros([2, 3]), tf.zeros([2], "int32")),
    TypeError,
    `${text}alpha needs a number for each place of the last axis: got 2 and [2, 3].`,
  );
});

Deno.test("softmaxFocal() judges and counts what is not ignored, and is 0 where nothing is", () => {
  const loss = softmaxFocal({ ignoreIndex: 7 }), x = tf.tensor2d([[1, 0], [3, 0]]);
  const value = (...labels: number[]) => loss(x, tf.tensor1d(labels, "int32")).dataSync()[0];
  const alone = softmaxFocal()(tf.tensor2d([[1, 0]]), tf.tensor1d([1], "int32")).dataSync()[0];
  assertEquals([value(1, 7), value(7, 7)], [alone, 0]);
  assertEquals((loss.count(tf.tensor1d([1, 7], "int32")) as tf.Scalar).dataSync()[0], 1);
});
