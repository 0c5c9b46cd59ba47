import { assertEquals, assertRejects } from "@std/assert";
import { tf } from "../../mod.ts";
import { pendingLosses } from "../../src/training/pending.ts";

await tf.setBackend("cpu");
const place = (step: number) => ({ step, epoch: 1, batch: step, lr: 0.1 });

Deno.test("pendingLosses() reads all that wait, by name, oldest first, and disposes of them", async () => {
  const before = tf.memory().numTensors;
  const pending = pendingLosses();
  pending.add({ loss: tf.scalar(1), a: tf.scalar(2) }, place(1));
  pending.add({ loss: tf.scalar(3), a: tf.scalar(4) }, place(2));
  assertEquals(pending.size, 2);
  assertEquals(await pending.read(), { loss: [1, 3], a: [2, 4] });
  assertEquals(await pending.read(), {});
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("pendingLosses() names the part that is not finite, and its step", async () => {
  const pending = pendingLosses();
  pending.add({ loss: tf.scalar(1), a: tf.scalar(1) }, place(1));
  pending.add({ loss: tf.scalar(1), a: tf.scalar(-Infinity) }, place(2));
  await assertRejects(() => pending.read(), RangeError, "a must be finite: got -Infinity at step 2 (epoch 1, batch 2)");
});

Deno.test("pendingLosses() drops without reading", () => {
  const before = tf.memory().numTensors;
  const pending = pendingLosses();
  pending.add({ loss: tf.scalar(NaN) }, place(1));
  pending.drop();
  assertEquals([pending.size, tf.memory().numTensors], [0, before]);
});
