import { assertEquals } from "@std/assert";
import { overlap } from "../../src/tensors/overlap.ts";
import { tf } from "../../src/tf.ts";

Deno.test("overlap() counts each sample and class by itself, by labels as by yes and no", () => {
  const labels = tf.tensor2d([[0, 1], [1, 1]], [2, 2], "int32"), marks = tf.cast(tf.oneHot(labels, 2), "float32");
  const sums = (target: tf.Tensor, ignored?: number) => {
    const { hits, predicted, actual } = overlap(tf.zeros([2, 2, 2]), target, ignored);
    return [hits, predicted, actual].map((sum) => [...sum.dataSync()]);
  };
  assertEquals(sums(labels), [[0.5, 0.5, 0, 1], [1, 1, 1, 1], [1, 1, 0, 2]]);
  assertEquals(sums(marks), sums(labels));
  assertEquals(sums(labels, 1), [[0.5, 0, 0, 0], [0.5, 0.5, 0, 0], [1, 0, 0, 0]]);
});
