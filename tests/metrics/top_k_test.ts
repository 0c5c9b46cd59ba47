import { assertEquals, assertThrows } from "@std/assert";
import { topK } from "../../src/metrics/top_k.ts";
import { tf } from "../../src/tf.ts";

function score(k: number, logits: number[][], labels: number[]): number {
  const metric = topK(k);
  return metric.compute(metric.update(metric.init(), tf.tensor2d(logits), tf.tensor1d(labels, "int32"))).dataSync()[0]!;
}

Deno.test("topK() is named for its k, as a literal type", () => {
  const name: "top5" = topK(5).name;
  assertEquals(name, "top5");
});

Deno.test("topK() gives a model that answers alike for all classes no more than its share", () => {
  assertEquals(score(2, [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [0, 1, 2, 3]), 50);
});

Deno.test("topK() gives a model that answers NaN nothing, and takes infinite logits", () => {
  assertEquals(score(2, [[NaN, NaN, NaN], [NaN, NaN, NaN]], [0, 2]), 0);
  assertEquals(score(2, [[-Infinity, 1, 2], [-Infinity, 1, Infinity]], [0, 2]), 50);
});

Deno.test("topK() refuses a k that is not whole, and one that every answer would pass", () => {
  assertEquals(
    assertThrows(() => topK(0), RangeError).message,
    "Cannot make topK as k must be a whole number of at least 1: got 0.",
  );
  assertEquals(
    assertThrows(() => score(2, [[1, 2]], [0]), RangeError).message,
    "Cannot judge by top2 as there must be more than 2 classes: got 2.",
  );
});
