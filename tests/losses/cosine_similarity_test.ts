import { assert, assertEquals, assertThrows } from "@std/assert";
import { cosineSimilarity } from "../../src/losses/cosine_similarity.ts";
import { tf } from "../../src/tf.ts";

Deno.test("cosineSimilarity() refuses a target of another shape", () => {
  assertEquals(
    assertThrows(() => cosineSimilarity()(tf.zeros([2, 1]), tf.zeros([2])), TypeError).message,
    "Cannot compute the cosine similarity as prediction and target must be of one shape: got [2, 1] and [2]. " +
      "Reshape one of them.",
  );
});

Deno.test("cosineSimilarity() of a row of zeros is that of a right angle, and its slope is a number", () => {
  const { value, grad } = tf.valueAndGrad((x) => cosineSimilarity()(x, tf.tensor2d([[1, 0]])) as tf.Scalar)(
    tf.zeros([1, 2]),
  );
  assertEquals(value.dataSync()[0], 1);
  assert(grad.dataSync().every(Number.isFinite));
});
