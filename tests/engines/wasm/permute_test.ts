import { assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";
import { merge } from "../../../src/engines/wasm/permute.ts";

await wasm().open();

Deno.test("copyRuns() copy a run whatever its length, and part of a line", () => {
  for (const size of [1, 3, 4, 15, 16, 1023, 1025, 40_000]) {
    const x = tf.reshape(tf.range(0, 2 * size), [2, size]);
    const [first, second] = tf.unstack(x, 0) as [tf.Tensor, tf.Tensor];
    assertEquals([first.dataSync()[size - 1], second.dataSync()[0], second.dataSync()[size - 1]], [
      size - 1,
      size,
      2 * size - 1,
    ]);
    assertEquals(tf.sum(second).dataSync()[0], Math.fround((3 * size - 1) * size / 2));
  }
});

await wasm().open();

/** What lies at each place of the outcome, by the definition: y[i of perm] = x[i]. */
function expected(shape: readonly number[], perm: readonly number[]): number[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return perm.reduce<number[]>(
    (from, axis) => from.flatMap((start) => Array.from({ length: shape[axis]! }, (_, i) => start + i * strides[axis]!)),
    [0],
  );
}

function permutations(rank: number): number[][] {
  if (rank === 0) return [[]];
  return permutations(rank - 1).flatMap((rest) => [...rest, -1].map((_, i) => rest.toSpliced(i, 0, rank - 1)));
}

Deno.test("transposeKernels() put every number where it belongs, for any order of up to five axes", () => {
  for (const shape of [[], [7], [33, 70], [3, 5, 18], [4, 17, 3, 8], [2, 3, 1, 5, 20]]) {
    const x = tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape);
    for (const perm of permutations(shape.length)) {
      const y = tf.transpose(x, perm);
      assertEquals([...y.dataSync()], expected(shape, perm), `${shape} by ${perm}`);
      assertEquals(y.shape, perm.map((axis) => shape[axis]!));
    }
  }
});

Deno.test("transposeKernels() cut what is large into tasks", () => {
  for (const [shape, perm] of [[[700, 260], [1, 0]], [[40, 30, 80], [1, 0, 2]], [[300, 4, 90], [2, 1, 0]]] as const) {
    const x = tf.reshape(tf.range(0, tf.util.sizeFromShape([...shape])), [...shape]);
    const wrong = tf.sum(
      tf.abs(tf.sub(tf.reshape(tf.transpose(x, [...perm]), [-1]), tf.tensor1d(expected(shape, perm)))),
    );
    assertEquals(wrong.dataSync()[0], 0, `${shape} by ${perm}`);
  }
});

Deno.test("transposeKernels() keep whole numbers and truth values what they are", () => {
  for (const dtype of ["int32", "bool"] as const) {
    const y = tf.transpose(tf.tensor2d([[1, 0, 1], [0, 0, 1]], [2, 3], dtype));
    assertEquals([y.dtype, y.arraySync()], [dtype, [[1, 0], [0, 0], [1, 1]]]);
  }
});

Deno.test("merge() leaves out axes of one number and joins neighbours that stay so", () => {
  assertEquals(merge([8, 128, 4, 64], [0, 2, 1, 3]).map(({ size }) => size), [8, 4, 128, 64]);
  assertEquals(merge([2, 3, 4, 5], [2, 3, 0, 1]), [{ size: 20, from: 1, to: 6 }, { size: 6, from: 20, to: 1 }]);
  assertEquals(merge([4, 1, 5], [1, 0, 2]).map(({ size }) => size), [20]);
});

await wasm().open();

const x = tf.tensor2d([[1, 2, 3], [4, 5, 6]]), y = tf.tensor2d([[7, 8, 9], [10, 11, 12]]);

Deno.test("packKernels() stack along any axis", () => {
  assertEquals(tf.stack([x, y]).arraySync(), [[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]);
  assertEquals(tf.stack([x, y], 1).arraySync(), [[[1, 2, 3], [7, 8, 9]], [[4, 5, 6], [10, 11, 12]]]);
  assertEquals(tf.stack([x, y], 2).arraySync(), [[[1, 7], [2, 8], [3, 9]], [[4, 10], [5, 11], [6, 12]]]);
});

Deno.test("packKernels() take apart what they stacked", () => {
  for (const axis of [0, 1, 2, -1]) {
    const parts = tf.unstack(tf.stack([x, y], axis < 0 ? 2 : axis), axis);
    assertEquals(parts.map((part) => part.arraySync()), [x.arraySync(), y.arraySync()]);
  }
});

Deno.test("packKernels() leave whole numbers whole", () => {
  const whole = tf.stack([tf.cast(x, "int32"), tf.cast(y, "int32")]);
  assertEquals([whole.dtype, tf.unstack(whole)[1]!.dtype, tf.unstack(whole)[1]!.arraySync()], [
    "int32",
    "int32",
    y.arraySync(),
  ]);
});

await wasm().open();

Deno.test("splitKernels() cut along any axis, evenly or not, and whole numbers too", () => {
  const x = tf.tensor2d([[1, 2, 3], [4, 5, 6]]);
  assertEquals(tf.split(x, 2, 0).map((part) => part.arraySync()), [[[1, 2, 3]], [[4, 5, 6]]]);
  assertEquals(tf.split(x, [1, -1], -1).map((part) => part.arraySync()), [[[1], [4]], [[2, 3], [5, 6]]]);
  const whole = tf.split(tf.cast(x, "int32"), 3, 1);
  assertEquals(whole.map((part) => [part.dtype, part.arraySync()]), [
    ["int32", [[1], [4]]],
    ["int32", [[2], [5]]],
    ["int32", [[3], [6]]],
  ]);
});
