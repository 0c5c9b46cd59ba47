import { assertAlmostEquals, assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { generator, normals } from "../../../src/tensors/random.ts";
import { softmaxCrossEntropy } from "../../../src/tensors/softmax.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

const shares = (x: readonly number[]) => {
  const all = x.map((value) => Math.exp(value - Math.max(...x))), sum = all.reduce((a, b) => a + b);
  return all.map((value) => value / sum);
};
const draw = (rows: number, columns: number) =>
  Array.from({ length: rows }, (_, row) => [...normals(columns, generator(row + 1))].map((value) => 3 * value));

Deno.test("softmaxKernels() know softmax and its gradient for rows of any width", () => {
  for (const columns of [1, 3, 4, 5, 8, 131]) {
    const x = draw(40, columns), dy = draw(41, columns).slice(1);
    const y = tf.softmax(tf.tensor2d(x)).arraySync() as number[][];
    const dx = tf.grad((x) => tf.softmax(x))(tf.tensor2d(x), tf.tensor2d(dy)).arraySync() as number[][];
    x.forEach((row, i) => {
      const right = shares(row), along = right.reduce((sum, value, c) => sum + value * dy[i]![c]!, 0);
      right.forEach((value, c) => {
        assertAlmostEquals(y[i]![c]!, value, 1e-6);
        assertAlmostEquals(dx[i]![c]!, value * (dy[i]![c]! - along), 1e-5);
      });
    });
  }
});

Deno.test("softmaxKernels() stay within the numbers however large they are", () => {
  assertEquals(tf.softmax(tf.tensor2d([[1e30, 1e30], [-1e30, 0]])).arraySync(), [[0.5, 0.5], [0, 1]]);
  assertEquals(tf.softmax(tf.tensor1d([-Infinity, 0, 0])).arraySync(), [0, 0.5, 0.5]);
});

Deno.test("softmaxKernels() know the cross-entropy, smoothed or not, and its slopes", () => {
  for (const columns of [2, 5, 37]) {
    for (const smoothing of [0, 0.3]) {
      const x = draw(30, columns), labels = x.map((_, i) => i % columns);
      const judge = (x: tf.Tensor) =>
        softmaxCrossEntropy(x as tf.Tensor2D, tf.tensor1d(labels, "int32"), { smoothing });
      const losses = judge(tf.tensor2d(x)).dataSync(),
        slopes = tf.grad(judge)(tf.tensor2d(x)).arraySync() as number[][];
      x.forEach((row, i) => {
        const right = shares(row),
          targets = row.map((_, c) => smoothing / columns + (c === labels[i] ? 1 - smoothing : 0));
        const loss = -right.reduce((sum, value, c) => sum + targets[c]! * Math.log(value), 0);
        assertAlmostEquals(losses[i]!, loss, 1e-5);
        right.forEach((value, c) => assertAlmostEquals(slopes[i]![c]!, value - targets[c]!, 1e-6));
      });
    }
  }
});

Deno.test("softmaxKernels() have no loss for a label that is no class", () => {
  const x = tf.tensor2d([[1, 2, 3], [1, 2, 3]]), labels = tf.tensor1d([-1, 3], "int32");
  assertEquals([...softmaxCrossEntropy(x, labels, { smoothing: 0 }).dataSync()], [NaN, NaN]);
});
