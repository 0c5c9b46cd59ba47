import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { klDivergence } from "../../src/losses/kl_divergence.ts";
import { tf } from "../../src/tf.ts";

Deno.test("klDivergence() refuses a target of another shape", () => {
  assertEquals(
    assertThrows(() => klDivergence()(tf.zeros([2, 1]), tf.zeros([2])), TypeError).message,
    "Cannot compute the Kullback-Leibler divergence as prediction and target must be of one shape: got [2, 1] and [2]. " +
      "Reshape one of them.",
  );
});

Deno.test("klDivergence() is 0 where both say the same, of shares and of logits", () => {
  const x = tf.tensor2d([[1, 2, 3]]);
  const losses = [klDivergence()(x, tf.softmax(x)), klDivergence({ targetLogits: true, temperature: 4 })(x, x)];
  for (const loss of losses) assertAlmostEquals((loss as tf.Scalar).dataSync()[0]!, 0, 1e-6);
});
