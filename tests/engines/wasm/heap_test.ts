import { assertEquals, assertThrows } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { heap, limitMemory, type WasmBackend } from "../../../src/engines/wasm/heap.ts";
import { batchNormTrain } from "../../../src/tensors/batch_norm.ts";
import { momentumUpdate } from "../../../src/tensors/update.ts";
import { weight } from "../../../src/tensors/weight.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();
const backend = tf.backend() as unknown as WasmBackend;
const memory = heap(backend);

Deno.test("heap() sees and changes a tensor in place", () => {
  const tensor = tf.tensor1d([1, 2]);
  memory.floats(tensor)[1] = 5;
  assertEquals(tensor.arraySync(), [1, 5]);
  tensor.dispose();
});

Deno.test("heap().changed() makes XNNPACK look at a weight again", () => {
  const [x, w] = [tf.tensor4d([1], [1, 1, 1, 1]), tf.tensor4d([2], [1, 1, 1, 1])];
  const product = () => tf.tidy(() => tf.depthwiseConv2d(x, w, 1, "valid").dataSync()[0]);
  assertEquals(product(), 2);
  memory.floats(w)[0] = 3;
  // Without the call below it would go on with the weight that it packed.
  memory.changed(w);
  assertEquals(product(), 3);
  tf.dispose([x, w]);
});

Deno.test("heap().share() keeps the numbers until the last tensor goes", () => {
  const tensor = tf.tensor1d([1, 2]);
  const clone = tf.clone(tensor);
  tensor.dispose();
  assertEquals(clone.arraySync(), [1, 2]);
  clone.dispose();
});

Deno.test("wasm kernels hold no memory after a step", () => {
  const [filter, velocity] = [weight([3, 3, 8, 8], 0.1), weight([3, 3, 8, 8], 0)];
  const [scale, offset, x] = [tf.ones([8]), tf.zeros([8]), tf.ones([4, 16, 16, 8])];
  const step = () =>
    tf.tidy(() => {
      const loss = () => {
        const y = tf.conv2d(x as tf.Tensor4D, filter as unknown as tf.Tensor4D, 2, 1);
        const z = tf.depthwiseConv2d(y, tf.ones([3, 3, 8, 1]) as tf.Tensor4D, 1, 1);
        return tf.mean(tf.maxPool(batchNormTrain(z, scale, offset, 1e-3).y as tf.Tensor4D, 3, 2, 1)) as tf.Scalar;
      };
      const { grads } = tf.variableGrads(loss, [filter]);
      momentumUpdate(filter, velocity, grads[filter.name]!, { lr: 0.1, momentum: 0.9, nesterov: false });
    });
  for (let i = 0; i < 3; i++) step();
  const [tensors, bytes] = [tf.memory().numTensors, backend.wasm.HEAPU8.length];
  for (let i = 0; i < 300; i++) step();
  // A leak of one activation a step would be 2 MB; the memory grows in steps of 64 kB.
  assertEquals([tf.memory().numTensors, backend.wasm.HEAPU8.length], [tensors, bytes]);
  tf.dispose([filter, velocity, scale, offset, x]);
});

/** A memory that hands out addresses one after the other, from the one given. */
function full(next: number) {
  const freed: number[] = [];
  const wasm = {
    HEAPU8: new Uint8Array(0),
    _malloc: (bytes: number) => (next += bytes) - bytes | 0,
    _free: (address: number) => void freed.push(address),
  };
  limitMemory({ wasm } as unknown as WasmBackend);
  freed.length = 0;
  return { wasm, freed };
}

Deno.test("limitMemory() lets addresses above 2 GiB pass", () => {
  const { wasm } = full(2 ** 31);
  assertEquals(wasm._malloc(64), 2 ** 31 + 8);
});

Deno.test("limitMemory() gives back what reaches into the last of the memory, and says so", () => {
  const { wasm, freed } = full(2 ** 32 - 2 ** 27 - 100);
  assertThrows(() => wasm._malloc(1000), RangeError, "Cannot make a tensor as the wasm engine holds at most 4.2 GB");
  assertEquals(freed, [2 ** 32 - 2 ** 27 - 92]);
});
