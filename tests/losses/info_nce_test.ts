import { assert, assertEquals, assertThrows } from "@std/assert";
import { infoNce } from "../../src/losses/info_nce.ts";
import { tf } from "../../src/tf.ts";

Deno.test("infoNce() has slopes that are numbers where embeddings are the same, or are zeros", () => {
  for (const rows of [tf.zeros([2, 3]), tf.ones([2, 3])]) {
    const slope = tf.grad((x) => {
      return infoNce()({ anchor: x as tf.Tensor2D, positive: x as tf.Tensor2D }, null) as tf.Scalar;
    })(rows);
    assert(slope.dataSync().every(Number.isFinite));
  }
});

Deno.test("infoNce() refuses embeddings of different shapes", () => {
  const error = assertThrows(
    () => infoNce()({ anchor: tf.zeros([2, 3]), positive: tf.zeros([2, 4]) }, null),
    TypeError,
  );
  assertEquals(
    error.message,
    "Cannot compute the InfoNCE as prediction's anchor and prediction's positive must be of one shape: got [2, 3] and [2, 4]. Reshape one of them.",
  );
});
