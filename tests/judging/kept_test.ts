import { assert, assertEquals } from "@std/assert";
import { keptOf } from "../../src/judging/kept.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("keptOf() hands judgements on as they are where nothing is left out", () => {
  const values = tf.tensor1d([1, NaN]);
  assertEquals(keptOf(values, tf.tensor1d([0, 5], "int32"), undefined), values);
});

Deno.test("keptOf() keeps a NaN of what counts, and none of what does not", () => {
  const kept = keptOf(tf.tensor1d([NaN, NaN, 1]), tf.tensor2d([[7, -1, 0]], [1, 3], "int32"), -1);
  assert(!(kept instanceof tf.Tensor));
  assertEquals([[...kept.values.dataSync()], [...kept.counts.dataSync()]], [[NaN, 0, 1], [1, 0, 1]]);
});
