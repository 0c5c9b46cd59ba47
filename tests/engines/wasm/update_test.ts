import { assertEquals } from "@std/assert";
import { descentUpdate } from "../../../src/tensors/update.ts";
import { weight } from "../../../src/tensors/weight.ts";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";
import { type Formula, formulaUpdate } from "../../../src/tensors/formula_update.ts";

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

const { threads } = await wasm().open();

const shrink: Formula<"w", "g", "lr"> = ({ sub, mul }, { w, g, lr }) => ({ w: sub(w, mul(g, lr)) });

Deno.test("formulaKernels() write where the weight lies, and products see it", () => {
  const w = weight([1, 1], 1), x = tf.ones([1, 1]), place = w.dataId;
  const product = () => tf.tidy(() => tf.matMul(x, w as unknown as tf.Tensor2D).dataSync()[0]);
  assertEquals(product(), 1);
  tf.tidy(() => formulaUpdate(shrink, { writes: { w }, reads: { g: x }, numbers: { lr: 3 } }));
  assertEquals([product(), w.dataId === place], [-2, true]);
  tf.dispose([w, x]);
});

Deno.test("formulaKernels() compute the same on any number of threads, beyond a task and to the last number", async () => {
  const size = 3 * 32768 + 5, draw = Float32Array.from({ length: size }, (_, i) => Math.sin(i));
  const walk = async (count: number) => {
    await wasm({ threads: count }).open();
    return tf.tidy(() => {
      const w = weight([size], 1);
      formulaUpdate(shrink, { writes: { w }, reads: { g: tf.tensor1d(draw) }, numbers: { lr: 0.5 } });
      return w.dataSync();
    });
  };
  const alone = await walk(1);
  assertEquals(await walk(threads ?? 2), alone);
  assertEquals([alone[0], alone[size - 1]], [1, Math.fround(1 - 0.5 * draw[size - 1]!)]);
});

Deno.test("formulaKernels() take many values at once", () => {
  const deep: Formula<"w", never, "a"> = ({ add, mul }, { w, a }) => {
    const all = [w];
    for (let i = 0; i < 40; i++) all.push(add(all.at(-1)!, a));
    return { w: all.reduce((sum, one) => add(sum, mul(one, a))) };
  };
  tf.tidy(() => {
    const w = weight([600], 0);
    formulaUpdate(deep, { writes: { w }, reads: {} as Record<never, tf.Tensor>, numbers: { a: 1 } });
    assertEquals(new Set(w.dataSync()), new Set([820]));
  });
});
