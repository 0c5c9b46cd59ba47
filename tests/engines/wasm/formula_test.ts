import { assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { type Formula, formulaUpdate } from "../../../src/tensors/formula_update.ts";
import { weight } from "../../../src/tensors/weight.ts";
import { tf } from "../../../src/tf.ts";

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
