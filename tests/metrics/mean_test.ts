import { assertEquals, assertThrows } from "@std/assert";
import { mean } from "../../src/metrics/mean.ts";
import { tf } from "../../src/tf.ts";

Deno.test("mean() weighs examples alike, not batches", () => {
  const metric = mean("level", (prediction: tf.Tensor, _: tf.Tensor) => prediction, { better: "higher" });
  const y = tf.zeros([1]);
  const state = metric.update(metric.update(metric.init(), tf.tensor1d([1, 1, 1]), y), tf.tensor1d([5]), y);
  assertEquals(metric.compute(state).dataSync()[0], 2);
});

Deno.test("mean() keeps the literal type of its name and refuses one with spaces", () => {
  const judge = (prediction: tf.Tensor, _: tf.Tensor) => prediction;
  const name: "level" = mean("level", judge, { better: "higher" }).name;
  assertEquals(name, "level");
  const error = assertThrows(() => mean("my level", judge, { better: "higher" }), TypeError);
  assertEquals(error.message, 'Cannot make a metric as name must be a word: got "my level".');
});
