import { assert, assertEquals, assertThrows } from "@std/assert";
import { cosineEmbedding } from "../../src/losses/cosine_embedding.ts";
import { tf } from "../../src/tf.ts";

Deno.test("cosineEmbedding() has slopes that are numbers where embeddings are the same, or are zeros", () => {
  for (const rows of [tf.zeros([2, 3]), tf.ones([2, 3])]) {
    const slope = tf.grad((x) => {
      return cosineEmbedding()({ anchor: x as tf.Tensor2D, other: x as tf.Tensor2D }, tf.ones([2])) as tf.Scalar;
    })(rows);
    assert(slope.dataSync().every(Number.isFinite));
  }
});

Deno.test("cosineEmbedding() refuses embeddings of different shapes", () => {
  const error = assertThrows(
    () => cosineEmbedding()({ anchor: tf.zeros([2, 3]), other: tf.zeros([2, 4]) }, tf.zeros([2])),
    TypeError,
  );
  assertEquals(
    error.message,
    "Cannot compute the cosine embedding loss as prediction's anchor and prediction's other must be of one shape: got [2, 3] and [2, 4]. Reshape one of them.",
  );
});
