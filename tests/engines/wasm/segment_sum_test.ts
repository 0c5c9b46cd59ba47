import { assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

Deno.test("segmentSumKernels() add rows of one segment up and drop those of none", () => {
  const rows = tf.tensor2d([[1, 2], [3, 4], [5, 6], [7, 8]]);
  const sums = tf.unsortedSegmentSum(rows, tf.tensor1d([2, 0, 2, -1], "int32"), 3);
  assertEquals(sums.arraySync(), [[3, 4], [0, 0], [6, 8]]);
});
