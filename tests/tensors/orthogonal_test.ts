import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { orthogonal, orthogonalized } from "../../src/tensors/orthogonal.ts";
import { generator } from "../../src/tensors/random.ts";
import { cpu } from "../../src/engines/cpu.ts";
import { tf } from "../../src/tf.ts";

/** The products of the columns, or rows, of a matrix that is written row by row. */
function products(values: Float32Array, rows: number, columns: number, ofColumns: boolean): number[][] {
  const count = ofColumns ? columns : rows, length = ofColumns ? rows : columns;
  const at = (i: number, k: number) => values[ofColumns ? k * columns + i : i * columns + k]!;
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += at(i, k) * at(j, k);
      return sum;
    }));
}

Deno.test("orthogonal() has columns at right angles of a tall kernel, rows of a wide one, of length gain", () => {
  for (const [shape, rows, columns] of [[[3, 3, 4, 8], 36, 8], [[4, 12], 4, 12], [[5, 5], 5, 5]] as const) {
    const values = orthogonal(2)(shape, generator(7));
    products(values, rows, columns, rows >= columns).forEach((row, i) =>
      row.forEach((product, j) => assertAlmostEquals(product, i === j ? 4 : 0, 1e-5))
    );
  }
});

Deno.test("orthogonal() favours no direction: the first number is as often below 0 as above, and has variance 1 / size", () => {
  const next = generator(11), first = Array.from({ length: 2000 }, () => orthogonal()([3, 3], next)[0]!);
  assertAlmostEquals(first.filter((value) => value < 0).length / 2000, 0.5, 0.04);
  assertAlmostEquals(first.reduce((sum, value) => sum + value * value, 0) / 2000, 1 / 3, 0.03);
});

Deno.test("orthogonal() refuses a gain of 0, and weights of one axis", () => {
  assertThrows(() => orthogonal(0), RangeError, "gain must be a finite number above 0: got 0.");
  assertThrows(() => orthogonal()([4], generator(1)), RangeError, "they must have two axes or more: got [4].");
});

/** What the iteration makes of a singular value that is a share of the root of their squares' sum. */
function brought(value: number, steps: number): number {
  for (let i = 0; i < steps; i++) value = 3.4445 * value - 4.775 * value ** 3 + 2.0315 * value ** 5;
  return value;
}

Deno.test("orthogonalized() does to the singular values what the polynomial does, and keeps their vectors", async () => {
  await cpu().open();
  // U diag(3, 4) V of two rotations.
  const [c, s] = [Math.cos(0.3), Math.sin(0.3)], [e, f] = [Math.cos(1.1), Math.sin(1.1)];
  const product = (a: number, b: number) => [
    [c * a * e + s * b * f, c * a * f - s * b * e],
    [s * a * e - c * b * f, s * a * f + c * b * e],
  ];
  const got = tf.tidy(() => orthogonalized(tf.tensor2d(product(3, 4)), 5).arraySync());
  const wanted = product(brought(3 / 5, 5), brought(4 / 5, 5));
  got.flat().forEach((number, i) => assertAlmostEquals(number, wanted.flat()[i]!, 1e-5));
});

Deno.test("orthogonalized() takes wide and tall matrices alike", async () => {
  await cpu().open();
  tf.tidy(() => {
    const tall = tf.tensor2d([[1, 2], [3, -4], [0.5, 6], [-7, 8]]);
    const [a, b] = [orthogonalized(tall, 5), tf.transpose(orthogonalized(tf.transpose(tall), 5))];
    assertEquals(a.shape, [4, 2]);
    assertEquals(a.arraySync(), b.arraySync());
    // Columns are nearly at right angles, and of a length near 1.
    const [[p, q], [, r]] = tf.matMul(a, a, true).arraySync() as [[number, number], [number, number]];
    assert(p > 0.4 && p < 1.5 && r > 0.4 && r < 1.5 && Math.abs(q) < 0.4, `${[p, q, r]}`);
  });
});

Deno.test("orthogonalized() leaves a matrix of zeros as it is, and nothing behind", async () => {
  await cpu().open();
  const zeros = tf.tensor2d([[0, 0, 0], [0, 0, 0]]), before = tf.memory().numTensors;
  const made = orthogonalized(zeros, 5);
  assertEquals(tf.memory().numTensors, before + 1);
  assertEquals(made.arraySync(), [[0, 0, 0], [0, 0, 0]]);
  tf.dispose([zeros, made]);
});
