import { assertEquals } from "@std/assert";
import { descentUpdate } from "../../../src/tensors/update.ts";
import { weight } from "../../../src/tensors/weight.ts";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

Deno.test("updateKernels() write where the weight lies", () => {
  const w = weight([2], 1);
  const place = w.dataId;
  tf.tidy(() => descentUpdate(w, tf.ones([2]), { lr: 0.5 }));
  assertEquals(w.arraySync(), [0.5, 0.5]);
  assertEquals(w.dataId, place);
});

Deno.test("updateKernels() are seen by products with the same weight", () => {
  const w = weight([1, 1], 1), x = tf.ones([1, 1]);
  const product = () => tf.matMul(x, w as unknown as tf.Tensor2D).dataSync()[0];
  assertEquals(product(), 1);
  tf.tidy(() => descentUpdate(w, x, { lr: 3 }));
  assertEquals(product(), -2);
});

Deno.test("updateKernels() are seen by fused convolutions with the same filter and bias", () => {
  const filter = weight([2, 2, 1, 1], 1), bias = weight([1], 1);
  const x = tf.ones([1, 2, 2, 1]) as tf.Tensor4D;
  const numbers = () => {
    const shared = { x, filter: filter as unknown as tf.Tensor4D, strides: 1, pad: "valid" as const };
    return tf.tidy(() => [
      tf.fused.conv2d({ ...shared, bias: bias as unknown as tf.Tensor1D }).dataSync()[0],
      tf.depthwiseConv2d(x, shared.filter, 1, "valid").dataSync()[0],
    ]);
  };
  assertEquals(numbers(), [5, 4]);
  tf.tidy(() => descentUpdate(filter, tf.ones([2, 2, 1, 1]), { lr: -1 }));
  assertEquals(numbers(), [9, 8]);
  tf.tidy(() => descentUpdate(bias, tf.ones([1]), { lr: -10 }));
  assertEquals(numbers(), [19, 8]);
});
