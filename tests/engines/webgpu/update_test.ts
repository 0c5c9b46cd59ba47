import { assertEquals } from "@std/assert";
import { adamUpdate, descentUpdate, momentumUpdate } from "../../../src/tensors/update.ts";
import { weight } from "../../../src/tensors/weight.ts";
import { tf } from "../../../src/tf.ts";
import { anyAdapter, openAny } from "./any_adapter.ts";
import { type Formula, formulaUpdate } from "../../../src/tensors/formula_update.ts";

const valuesOf = async (tensor: tf.Tensor) => Array.from(await tensor.data());

Deno.test({
  name: "updateKernels() write where the weight lies, and a read after a read sees it",
  ...anyAdapter,
  async fn() {
    const backend = await openAny();
    const w = weight([2], 1);
    tf.tidy(() => descentUpdate(w, tf.ones([2]), { lr: 0.25 }));
    const { dataId } = w, { resource } = backend.tensorMap.get(dataId);
    assertEquals(await valuesOf(w), [0.75, 0.75]);
    tf.tidy(() => descentUpdate(w, tf.ones([2]), { lr: 0.25 }));
    assertEquals(await valuesOf(w), [0.5, 0.5]);
    assertEquals(w.dataId, dataId);
    assertEquals(backend.tensorMap.get(dataId).resource === resource, true);
    w.dispose();
  },
});

Deno.test({
  name: "updateKernels() leave a clone of the weight as it was",
  ...anyAdapter,
  async fn() {
    await openAny();
    const w = weight([2], 1), clone = tf.clone(w);
    tf.tidy(() => descentUpdate(w, tf.ones([2]), { lr: 0.25 }));
    assertEquals([await valuesOf(w), await valuesOf(clone)], [[0.75, 0.75], [1, 1]]);
    tf.dispose([w, clone]);
  },
});

Deno.test({
  name: "updateKernels() take the weight itself for its gradient",
  ...anyAdapter,
  async fn() {
    await openAny();
    const [w, v] = [weight([2], 1), weight([2], 2)];
    tf.tidy(() => descentUpdate(w, w, { lr: 0.25 }));
    assertEquals(await valuesOf(w), [0.75, 0.75]);
    tf.tidy(() => momentumUpdate(w, v, v, { lr: 0.25, momentum: 0.5, nesterov: false }));
    assertEquals([await valuesOf(w), await valuesOf(v)], [[0, 0], [3, 3]]);
    tf.dispose([w, v]);
  },
});

Deno.test({
  name: "updateKernels() keep the digits of 1 - beta2",
  ...anyAdapter,
  async fn() {
    await openAny();
    const [w, m, v] = [weight([4], 0), weight([4], 0), weight([4], 0)];
    const numbers = { lr: 1, beta1: 0, beta2: 0.9999, epsilon: 0 };
    tf.tidy(() => adamUpdate(w, m, v, tf.ones([4]), numbers));
    assertEquals((await valuesOf(v))[0], Math.fround(1 - 0.9999));
    tf.dispose([w, m, v]);
  },
});

const half: Formula<"loop", "fn", "while"> = ({ sub, mul, max, sign }, { loop, fn, while: rate }) => ({
  loop: max(sub(loop, mul(rate, sign(fn))), rate),
});

for (const size of [4, 5]) {
  Deno.test({
    name: `formulaKernels() change ${size} numbers in place, whatever they are called, and may read what they write`,
    ...anyAdapter,
    async fn() {
      await openAny();
      const w = weight([size], 1), place = w.dataId;
      tf.tidy(() => formulaUpdate(half, { writes: { loop: w }, reads: { fn: w }, numbers: { while: 0.25 } }));
      assertEquals(Array.from(await w.data()), Array(size).fill(0.75));
      tf.tidy(() => formulaUpdate(half, { writes: { loop: w }, reads: { fn: tf.neg(w) }, numbers: { while: 2 } }));
      assertEquals([Array.from(await w.data()), w.dataId === place], [Array(size).fill(2.75), true]);
      w.dispose();
    },
  });
}
