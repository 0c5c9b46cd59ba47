import { assertEquals, assertThrows } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

const table = tf.tensor2d([[0, 1], [10, 11], [20, 21]]);

Deno.test("gatherKernels() look up rows, and columns", () => {
  assertEquals([...tf.gather(table, tf.tensor2d([[2, 0]], [1, 2], "int32")).dataSync()], [20, 21, 0, 1]);
  assertEquals(tf.gather(table, tf.tensor1d([1], "int32"), 1).arraySync(), [[1], [11], [21]]);
});

Deno.test("gatherKernels() refuse a row that is not there", () => {
  const before = tf.memory().numTensors;
  assertThrows(
    () => tf.tidy(() => tf.gather(table, tf.tensor1d([0, 3], "int32"))),
    RangeError,
    "Cannot look up a row as there are 3 of them: got row 3\nRows are numbered from 0.",
  );
  assertEquals(tf.memory().numTensors, before);
});

await wasm().open();

Deno.test("segmentSumKernels() add rows of one segment up and drop those of none", () => {
  const rows = tf.tensor2d([[1, 2], [3, 4], [5, 6], [7, 8]]);
  const sums = tf.unsortedSegmentSum(rows, tf.tensor1d([2, 0, 2, -1], "int32"), 3);
  assertEquals(sums.arraySync(), [[3, 4], [0, 0], [6, 8]]);
});
