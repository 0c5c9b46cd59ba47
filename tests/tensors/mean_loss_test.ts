import { assertEquals } from "@std/assert";
import { meanLoss } from "../../src/tensors/mean_loss.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

const rows = meanLoss("rows", (p: tf.Tensor, y: tf.Tensor) => tf.sub(p, y), {
  settings: { a: 1 },
  count: ({ size }) => size,
});
const { count } = rows as unknown as { count(given: unknown): number | tf.Scalar };
const p = tf.tensor2d([[1, 3], [5, 7]]), target = tf.zeros([2, 2]);

Deno.test("meanLoss() is a loss by name and settings, of targets with weights and without", () => {
  const { name, settings, staticGraph } = rows as unknown as Record<string, unknown>;
  assertEquals([name, settings, staticGraph, Object.isFrozen(rows)], ["rows", { a: 1 }, true, true]);
  assertEquals(rows(p, target).dataSync()[0], 4);
  assertEquals(rows(p, { target, weight: tf.tensor1d([3, 1]) }).dataSync()[0], 3);
});

Deno.test("meanLoss() counts what it is a mean over, as much as its sample weighs", () => {
  assertEquals(count(target), 4);
  assertEquals((count({ target, weight: tf.tensor1d([3, 0.5]) }) as tf.Scalar).dataSync()[0], 7);
  const plain = meanLoss("plain", (p: tf.Tensor) => p, { settings: {} }) as unknown as {
    count(given: unknown): number;
  };
  assertEquals(plain.count(target), 2);
});
