import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { tversky } from "../../src/losses/tversky.ts";
import { tf } from "../../src/tf.ts";

const value = (loss: unknown) => (loss as tf.Scalar).dataSync()[0]!;

Deno.test("tversky() is 0 for a mask that is found for sure, by labels or by yes and no, and NaN where a label is no class", () => {
  const labels = tf.tensor2d([[0, 1, 2]], [1, 3], "int32"), marks = tf.cast(tf.oneHot(labels, 3), "float32");
  const sure = tf.mul(tf.sub(marks, 0.5), 200);
  assertAlmostEquals(value(tversky()(sure, labels)), 0, 1e-6);
  assertAlmostEquals(value(tversky()(sure, marks)), 0, 1e-6);
  assertEquals(value(tversky()(sure, tf.tensor2d([[0, 1, 3]], [1, 3], "int32"))), NaN);
});

Deno.test("tversky() looks at no pixel that is ignored", () => {
  const x = tf.tensor3d([[[1, 0], [0, 2], [9, -9]]]), loss = tversky({ ignoreIndex: 255 });
  const judged = value(loss(x, tf.tensor2d([[1, 0, 255]], [1, 3], "int32")));
  assertAlmostEquals(
    judged,
    value(loss(tf.tensor3d([[[1, 0], [0, 2]]]), tf.tensor2d([[1, 0]], [1, 2], "int32"))),
    1e-6,
  );
});

Deno.test("tversky() refuses a mask without the last axis", () => {
  assertThrows(
    () => tversky()(tf.zeros([2, 4, 1]), tf.zeros([2, 4])),
    TypeError,
    "Cannot compute the Tversky loss as it needs logits [batch, ..., classes] and a target of that shape",
  );
});
