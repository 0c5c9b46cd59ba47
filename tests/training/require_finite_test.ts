import { assertEquals, assertRejects } from "@std/assert";
import { requireFinite } from "../../src/training/require_finite.ts";
import { tf } from "../../src/tf.ts";

const position = { epoch: 1, epochs: 2, step: 4, steps: 8, batch: 0, batches: 4 };

Deno.test("requireFinite() passes weights that are, and leaves nothing behind", async () => {
  const params = { a: tf.variable(tf.tensor1d([1, 3e38, 3e38])), b: tf.variable(tf.scalar(-2)) };
  const before = tf.memory().numTensors;
  await requireFinite(params, position);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("requireFinite() names the weights that are not, a tied one once, and the last batch of the epoch", async () => {
  const tied = tf.variable(tf.tensor1d([1, Infinity]));
  const params = { a: tied, b: tied, c: tf.variable(tf.scalar(1)), d: tf.variable(tf.scalar(NaN)) };
  const error = await assertRejects(() => requireFinite(params, position), RangeError);
  assertEquals(
    error.message,
    "Cannot go on training as every weight must be finite: got others in a, d after step 4 (epoch 1, batch 4), where the " +
      "loss is finite. Look for a root, a quotient or a logarithm of 0 in the loss, or leave such steps out by nonFinite: " +
      '"skip". detectAnomaly(engine) names the operation.',
  );
});
