import { assert, assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { spreadOf } from "../../../src/engines/wasm/pointwise.ts";
import { gelu } from "../../../src/tensors/gelu.ts";
import { relu } from "../../../src/tensors/relu.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

const exp = (...values: number[]) => [...tf.exp(tf.tensor1d(values)).dataSync()];

Deno.test("pointwiseKernels() raise e to a power to the last digits from 1e-38 to 1e38", () => {
  const values = Array.from({ length: 2001 }, (_, i) => -87 + i * 0.0875);
  exp(...values).forEach((value, i) => {
    const expected = Math.exp(Math.fround(values[i]!));
    assert(Math.abs(value - expected) <= 2e-7 * expected, `exp(${values[i]}) is ${value}, not ${expected}`);
  });
});

Deno.test("pointwiseKernels() know the ends of the numbers", () => {
  assertEquals(exp(-Infinity, -1e9, 0, 1e9, Infinity, NaN, -0), [0, 0, 1, Infinity, Infinity, NaN, 1]);
  const ends = tf.tensor1d([-Infinity, Infinity, NaN, 0, -0]);
  assertEquals([...tf.erf(ends).dataSync()].slice(0, 3), [-1, 1, NaN]);
  assertEquals([...tf.sigmoid(ends).dataSync()], [0, 1, NaN, 0.5, 0.5]);
  assertEquals([...tf.relu(ends).dataSync()], [0, Infinity, NaN, 0, 0]);
});

/** The error function by its series, in float64: 2/√π times the sum of (-1)ⁿ z²ⁿ⁺¹ / (n! (2n + 1)). */
function erf(z: number): number {
  let sum = 0, term = z;
  for (let n = 0; n < 120; n++, term *= -z * z / n) sum += term / (2 * n + 1);
  return 2 / Math.sqrt(Math.PI) * sum;
}

Deno.test("pointwiseKernels() know the error function, gelu and its slope to 1e-6", () => {
  const values = Array.from({ length: 401 }, (_, i) => Math.fround(-4 + i * 0.02)), x = tf.tensor1d(values);
  const slopes = tf.grad((x) => gelu(x))(x).dataSync(), [erfs, gelus] = [tf.erf(x).dataSync(), gelu(x).dataSync()];
  values.forEach((x, i) => {
    const below = (1 + erf(x * Math.SQRT1_2)) / 2, density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    const expected = [erf(x), x * below, below + x * density];
    [erfs[i]!, gelus[i]!, slopes[i]!].forEach((value, f) => {
      assert(Math.abs(value - expected[f]!) < 1e-6, `function ${f} of ${x} is ${value}, not ${expected[f]}`);
    });
  });
});

Deno.test("pointwiseKernels() let the rectifier's gradient through above zero only", () => {
  const x = tf.tensor1d([-1, -0, 0, 1e-40, 1e-30, 5, Infinity]);
  const dy = tf.tensor1d([1, 2, 3, 4, -5, 6, 7]);
  const slope = tf.grad((x: tf.Tensor) => relu(x))(x, dy);
  assertEquals(slope.arraySync(), [0, 0, 0, 4, -5, 6, 7]);
});

/** What an operation is by definition. */
const definitions = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
  squaredDifference: (a: number, b: number) => (a - b) ** 2,
  maximum: Math.max,
  minimum: Math.min,
};

Deno.test("pointwiseKernels() spread the one tensor over the other, whichever is which", () => {
  const shapes = [
    ...[[[3, 5, 7], [7]], [[6, 5], [6, 1]], [[2, 3, 4], []], [[4, 3, 2], [3, 2]], [[5, 1], [1, 7]], [[2, 3, 5], [
      2,
      1,
      5,
    ]]],
    ...[[[2, 3, 5], [1, 3, 1]], [[0, 4], [4]], [[1], [1, 1, 1]], [[9, 11], [9, 11]], [[2, 1, 6], [2, 3, 1]]],
  ] as const;
  for (const [name, define] of Object.entries(definitions)) {
    for (const given of shapes) {
      for (const [a, b] of [given, [given[1], given[0]]] as const) {
        const make = (shape: readonly number[], start: number) =>
          tf.reshape(tf.range(start, start + tf.util.sizeFromShape([...shape])), [...shape]);
        const [x, y] = [make(a, 1), make(b, 2)];
        const z = tf[name as keyof typeof definitions](x, y),
          [xs, ys] = [x, y].map((of) => tf.broadcastTo(of, z.shape));
        const [left, right] = [xs!.dataSync(), ys!.dataSync()];
        const expected = Array.from({ length: z.size }, (_, i) => Math.fround(define(left[i]!, right[i]!)));
        assertEquals([...z.dataSync()], expected, `${name} of [${a}] and [${b}]`);
      }
    }
  }
});

Deno.test("pointwiseKernels() cut long lines and many rows into tasks", () => {
  const line = tf.range(0, 100_003), rows = tf.reshape(tf.range(0, 90_000), [30_000, 3]);
  assertEquals(tf.max(tf.abs(tf.sub(tf.sqrt(tf.square(line)), line))).dataSync()[0], 0);
  const spread = tf.sub(tf.add(rows, tf.tensor1d([1, 2, 3])), rows);
  assertEquals([...tf.sum(spread, 0).dataSync()], [30_000, 60_000, 90_000]);
});

Deno.test("pointwiseKernels() leave whole numbers whole", () => {
  const x = tf.tensor1d([1, 2, 3], "int32");
  const sums = [tf.add(x, x), tf.square(x), tf.maximum(x, tf.scalar(2, "int32"))];
  assertEquals(sums.map((sum) => [sum.dtype, ...sum.dataSync()]), [["int32", 2, 4, 6], ["int32", 1, 4, 9], [
    "int32",
    2,
    2,
    3,
  ]]);
});

Deno.test("spreadOf() joins axes that both tensors have, or the same one", () => {
  assertEquals(spreadOf([8, 4, 5], [4, 5], [8, 4, 5]), { rows: 8, columns: 20, strides: [20, 1, 0, 1] });
  assertEquals(spreadOf([6, 1], [6, 9], [6, 9]), { rows: 6, columns: 9, strides: [1, 0, 9, 1] });
  assertEquals(spreadOf([2, 1, 3], [2, 4, 1], [2, 4, 3]), undefined);
});
