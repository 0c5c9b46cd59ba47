import { assert, assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

const ramp = (...shape: number[]) => tf.reshape(tf.range(1, 1 + shape.reduce((a, b) => a * b)), shape);

Deno.test("sumKernels() add up first, last, middle and all axes", () => {
  const x = ramp(2, 3, 2);
  assertEquals(tf.sum(x, 0).arraySync(), [[8, 10], [12, 14], [16, 18]]);
  assertEquals(tf.sum(x, [-1, 1]).arraySync(), [21, 57]);
  assertEquals(tf.sum(x, 1, true).arraySync(), [[[9, 12]], [[27, 30]]]);
  assertEquals(tf.sum(x).arraySync(), 78);
  assertEquals(tf.sum(tf.zeros([0, 2]), 0).arraySync(), [0, 0]);
  assertEquals(tf.sum(tf.cast(x, "int32"), 2).dtype, "int32");
});

Deno.test("sumKernels() are right for every width about that of a vector", () => {
  for (let width = 1; width < 40; width++) {
    const expected = Array.from({ length: width }, (_, c) => 3 * (c + 1) + 3 * width);
    assertEquals(tf.sum(ramp(3, width), 0).arraySync(), expected);
    assertEquals((tf.sum(ramp(3, width), 1).arraySync() as number[])[0], width * (width + 1) / 2);
  }
});

Deno.test("sumKernels() lose few digits over a million numbers", () => {
  const tenths = tf.fill([1_000_000], 0.1);
  for (const sum of [tf.sum(tenths), tf.sum(tf.reshape(tenths, [-1, 1]), 0)]) {
    assert(Math.abs(sum.dataSync()[0]! - 100_000) < 1, `${sum.dataSync()[0]}`);
  }
});

Deno.test("sumKernels() know the mean of the same axes", () => {
  const x = ramp(2, 3, 2);
  assertEquals(tf.mean(x, 0).arraySync(), [[4, 5], [6, 7], [8, 9]]);
  assertEquals(tf.mean(x, [-1, 1]).arraySync(), [3.5, 9.5]);
  assertEquals(tf.mean(x, 1, true).arraySync(), [[[3, 4]], [[9, 10]]]);
  assertEquals(tf.mean(x).arraySync(), 6.5);
  assertEquals(tf.mean(tf.cast(x, "int32"), 2).arraySync(), [[1.5, 3.5, 5.5], [7.5, 9.5, 11.5]]);
});
