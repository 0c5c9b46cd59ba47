import { assert, assertEquals, assertThrows } from "@std/assert";
import { tripletMargin } from "../../src/losses/triplet_margin.ts";
import { tf } from "../../src/tf.ts";

Deno.test("tripletMargin() has slopes that are numbers where embeddings are the same, or are zeros", () => {
  for (const rows of [tf.zeros([2, 3]), tf.ones([2, 3])]) {
    const slope = tf.grad((x) => {
      return tripletMargin()(
        { anchor: x as tf.Tensor2D, positive: x as tf.Tensor2D, negative: x as tf.Tensor2D },
        null,
      ) as tf.Scalar;
    })(rows);
    assert(slope.dataSync().every(Number.isFinite));
  }
});

Deno.test("tripletMargin() refuses embeddings of different shapes", () => {
  const error = assertThrows(
    () => tripletMargin()({ anchor: tf.zeros([2, 3]), positive: tf.zeros([2, 3]), negative: tf.zeros([2, 4]) }, null),
    TypeError,
  );
  assertEquals(
    error.message,
    "Cannot compute the triplet margin loss as prediction's anchor and prediction's negative must be of one shape: got [2, 3] and [2, 4]. Reshape one of them.",
  );
});
