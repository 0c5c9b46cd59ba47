import { assertAlmostEquals, assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { layerNorm } from "../../../src/tensors/layer_norm.ts";
import { generator, normals } from "../../../src/tensors/random.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

/** By the definition, in float64. */
function expected(
  x: readonly number[],
  scale: readonly number[],
  offset: readonly number[],
  epsilon: number,
): number[] {
  const mean = x.reduce((a, b) => a + b) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return x.map((value, i) => (value - mean) / Math.sqrt(variance + epsilon) * scale[i]! + offset[i]!);
}

Deno.test("layerNormKernels() normalise rows of any width, far from zero too", () => {
  for (const columns of [1, 2, 3, 4, 7, 8, 130]) {
    const draw = (seed: number, size = columns) => [...normals(size, generator(seed))];
    const [scale, offset] = [draw(1), draw(2)],
      x = Array.from({ length: 5 }, (_, row) => draw(3 + row).map((v) => v + 1000));
    const y = layerNorm(tf.tensor2d(x), tf.tensor1d(scale), tf.tensor1d(offset), 1e-3).arraySync() as number[][];
    x.forEach((row, i) => {
      const right = expected(row.map(Math.fround), scale, offset, 1e-3);
      right.forEach((value, c) => assertAlmostEquals(y[i]![c]!, value, 2e-3));
    });
  }
});

Deno.test("layerNormKernels() have the gradient that differences show, over many tasks", () => {
  const [rows, columns] = [700, 37];
  const draw = (seed: number, shape: number[]) =>
    tf.tensor(normals(tf.util.sizeFromShape(shape), generator(seed)), shape);
  const inputs = [draw(1, [rows, columns]), draw(2, [columns]), draw(3, [columns])], dy = draw(4, [rows, columns]);
  const run = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => layerNorm(x, scale, offset, 1e-2);
  const gradients = tf.grads(run)(inputs, dy);
  inputs.forEach((input, i) => {
    const direction = tf.mul(draw(5 + i, input.shape), 1 / Math.sqrt(input.size));
    const along = (step: number) => {
      const moved = inputs.map((other, j) => j === i ? tf.add(other, tf.mul(direction, step)) : other);
      return tf.sum(tf.mul(run(...moved as [tf.Tensor, tf.Tensor, tf.Tensor]), dy)).dataSync()[0]!;
    };
    const slope = tf.sum(tf.mul(gradients[i]!, direction)).dataSync()[0]!, step = 0.25;
    assertAlmostEquals((along(step) - along(-step)) / (2 * step), slope, 0.02 + 0.02 * Math.abs(slope), `input ${i}`);
  });
});

Deno.test("layerNormKernels() sum the gradient of the offset over all rows", () => {
  const x = tf.reshape(tf.range(0, 300_000), [-1, 3]);
  const [, , doffset] = tf.grads((x, scale, offset) => layerNorm(x, scale, offset, 1e-5))(
    [x, tf.ones([3]), tf.zeros([3])],
    tf.ones([100_000, 3]),
  );
  assertEquals(doffset!.arraySync(), [100_000, 100_000, 100_000]);
});
