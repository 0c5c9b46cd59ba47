import { assertEquals, assertThrows } from "@std/assert";
import { mae } from "../../src/metrics/mae.ts";
import { tf } from "../../src/tf.ts";

Deno.test("mae() refuses shapes that would be broadcast", () => {
  const metric = mae();
  assertEquals(metric.better, "lower");
  assertEquals(
    assertThrows(() => metric.update(metric.init(), tf.zeros([2, 1]), tf.zeros([2])), TypeError).message,
    "Cannot judge by mae as prediction and target must be of one shape: got [2, 1] and [2].",
  );
});

Deno.test("mae() hands on NaN", () => {
  const metric = mae();
  const state = metric.update(metric.init(), tf.tensor1d([1, NaN]), tf.tensor1d([1, 1]));
  assertEquals(metric.compute(state).dataSync()[0], NaN);
});
