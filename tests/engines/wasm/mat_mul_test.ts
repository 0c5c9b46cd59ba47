import { assertEquals, assertThrows } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

const ramp = (...shape: number[]) => tf.reshape(tf.range(0, shape.reduce((a, b) => a * b)), shape);

Deno.test("matMulKernels() take the transpose of either side, or of both", () => {
  const [a, b] = [ramp(2, 3), ramp(3, 2)];
  const expected = [[10, 13], [28, 40]];
  assertEquals(tf.matMul(a, b).arraySync(), expected);
  assertEquals(tf.matMul(tf.transpose(a), b, true).arraySync(), expected);
  assertEquals(tf.matMul(a, tf.transpose(b), false, true).arraySync(), expected);
  assertEquals(tf.matMul(tf.transpose(a), tf.transpose(b), true, true).arraySync(), expected);
});

Deno.test("matMulKernels() spreads one matrix over a batch", () => {
  const doubled = tf.stack([ramp(2, 3), tf.mul(ramp(2, 3), 2)]);
  assertEquals(tf.matMul(doubled, ramp(3, 2)).arraySync(), [[[10, 13], [28, 40]], [[20, 26], [56, 80]]]);
});

Deno.test("matMulKernels() multiplies whole numbers by the reference", () => {
  const whole = tf.cast(ramp(2, 2), "int32"), product = tf.matMul(whole, whole);
  assertEquals([product.dtype, product.arraySync()], ["int32", tf.matMul(ramp(2, 2), ramp(2, 2)).arraySync()]);
});

Deno.test("matMulKernels() refuses matrices that do not fit", () => {
  assertThrows(
    () => tf.matMul(ramp(2, 3), ramp(4, 2)),
    RangeError,
    "Cannot multiply matrices as their inner sizes must be the same: got [2,3] and [4,2]",
  );
});

await wasm().open();

Deno.test("einsumKernels() follow the equation", () => {
  const [a, b] = [tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]])];
  assertEquals(tf.einsum("ij,jk->ik", a, b).arraySync(), [[19, 22], [43, 50]]);
  assertEquals(tf.einsum("ij,jk->ki", a, b).arraySync(), [[19, 43], [22, 50]]);
  assertEquals(tf.einsum("ij->j", a).arraySync(), [4, 6]);
});
