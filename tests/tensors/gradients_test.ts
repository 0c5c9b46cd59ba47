/** The values are PyTorch's, on every engine, in tests/engines/truths_test.ts; here is what holds of the registering itself. */
import { assertEquals, assertThrows } from "@std/assert";
import { repairGradients } from "../../src/tensors/gradients.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");
repairGradients();

const twice = (f: (x: tf.Tensor) => tf.Tensor) =>
  tf.grad((x) => tf.sum(tf.grad((y) => tf.sum(f(y)))(x)))(tf.tensor1d([0.5])).dataSync()[0]!;

Deno.test("repairGradients() has gradients of gradients see through what a gradient keeps", () => {
  const y = Math.exp(0.5);
  assertEquals(twice((x) => tf.exp(x)).toFixed(4), y.toFixed(4));
});

Deno.test("repairGradients() twice is as once, and leaves nothing behind", () => {
  repairGradients();
  const before = tf.memory().numTensors;
  const dy = tf.tensor2d([[1, 2], [3, 4]]), x = tf.ones([2, 2]), slope = tf.grad((x) => tf.cumsum(x, 0))(x, dy);
  assertEquals(slope.arraySync(), [[4, 6], [3, 4]]);
  tf.dispose([dy, x, slope]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("repairGradients() refuses a gradient of a gradient that keeps what is not on the tape", () => {
  const square = tf.customGrad((x, save) => {
    const half = tf.mul(x as tf.Tensor, 2);
    (save as (tensors: tf.Tensor[]) => void)([half]);
    return { value: tf.square(x as tf.Tensor), gradFunc: (dy, [kept]) => tf.mul(dy, kept!) };
  });
  assertEquals(tf.grad((x) => square(x))(tf.scalar(3)).dataSync()[0], 6);
  assertThrows(
    () => twice((x) => square(x)),
    TypeError,
    "Cannot derive a gradient again as ",
  );
});
