import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { orthogonalized } from "../../src/tensors/orthogonalized.ts";
import { tf } from "../../src/tf.ts";

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
