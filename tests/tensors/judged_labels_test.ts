import { assertEquals } from "@std/assert";
import { judgedLabels } from "../../src/tensors/judged_labels.ts";
import { tf } from "../../src/tf.ts";

Deno.test("judgedLabels() leaves labels as they are where none is ignored", () => {
  const { known, kept } = judgedLabels(tf.tensor2d([[3, -1]], [1, 2], "int32"), undefined);
  assertEquals([[...known.dataSync()], kept], [[3, -1], undefined]);
});

Deno.test("judgedLabels() keeps labels that are no classes, so that they are found, and leaves out what is ignored", () => {
  const { known, kept } = judgedLabels(tf.tensor1d([3, 255, 0, -7], "int32"), 255);
  assertEquals([[...known.dataSync()], [...kept!.dataSync()], known.dtype], [[3, 0, 0, -7], [1, 0, 1, 1], "int32"]);
});
