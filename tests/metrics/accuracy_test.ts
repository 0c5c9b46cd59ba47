import { assertEquals } from "@std/assert";
import { accuracy } from "../../src/metrics/accuracy.ts";
import { tf } from "../../src/tf.ts";

Deno.test("accuracy() is in percent and counts the first of equal logits", () => {
  const metric = accuracy();
  const logits = tf.tensor2d([[1, 1], [1, 1], [0, 1], [-1, -2]]);
  const state = metric.update(metric.init(), logits, tf.tensor1d([0, 1, 1, 0], "int32"));
  assertEquals([metric.name, metric.better, metric.compute(state).dataSync()[0]], ["accuracy", "higher", 75]);
});
