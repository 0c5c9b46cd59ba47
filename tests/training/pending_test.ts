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

const sums = (...numbers: number[]) => ({
  sums: tf.tensor1d(numbers),
  weights: [..."abcde"].slice(0, numbers.length - 1),
});

Deno.test("pendingLosses() leaves out the losses of steps that were left out, and tells which", async () => {
  const before = tf.memory().numTensors;
  const pending = pendingLosses();
  pending.add({ loss: tf.scalar(1), acc: tf.scalar(5) }, place(1), sums(1, 2));
  pending.add({ loss: tf.scalar(2), acc: tf.scalar(6) }, place(2), sums(2, NaN));
  pending.add({ loss: tf.scalar(NaN), acc: tf.scalar(7) }, place(3), sums(NaN, NaN));
  assertEquals(await pending.read(), { loss: [1], acc: [5] });
  assertEquals(pending.skipped, [{ step: 2, of: ["a"] }, { step: 3, of: ["loss"] }]);
  assertEquals(tf.memory().numTensors, before);
});
