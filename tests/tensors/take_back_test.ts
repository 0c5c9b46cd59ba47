import { assertAlmostEquals, assertEquals } from "@std/assert";
import { cpu, native, wasm } from "../../mod.ts";
import { copied, remember } from "../../src/tensors/take_back.ts";
import { momentumUpdate } from "../../src/tensors/update.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const needed = await needLibrary();
const numbers = { lr: 0.5, momentum: 0.5, nesterov: false };

for (const engine of [cpu(), wasm(), native()]) {
  const need = engine.name === "native" ? needed : {};
  for (const shape of [[], [2], [2, 3]]) {
    Deno.test({
      name: `copied() keeps or gives back what is moved in place, to the last bit, on ${engine.name}, shape [${shape}]`,
      ...need,
      async fn() {
        await engine.open();
        // A third has no exact form: what is given back is not computed but copied.
        const [w, v] = [1 / 3, 1 / 7].map((value) => tf.variable(tf.fill(shape, value)));
        const step = (gradient: number, keep: boolean) =>
          tf.tidy(() => {
            const giveBack = copied([w!, v!]);
            momentumUpdate(w!, v!, tf.fill(shape, gradient), numbers);
            giveBack(tf.scalar(keep, "bool"));
          });
        const state = () => [w!, v!].map((variable) => Array.from(variable.dataSync()));
        step(1, true);
        const before = state();
        assertAlmostEquals(before[0]![0]!, 1 / 3 - 0.5 * (1 + 0.5 / 7), 1e-6);
        step(NaN, false);
        assertEquals(state(), before);
        step(1e9, false);
        assertEquals(state(), before);
        tf.dispose([w!, v!]);
      },
    });
  }
}

Deno.test("remember() gives back what was assigned, and leaves alone what was not", async () => {
  await cpu().open();
  const [changed, still] = [tf.variable(tf.tensor1d([1])), tf.variable(tf.tensor1d([2]))];
  const data = still.dataId;
  for (const keep of [false, true]) {
    tf.tidy(() => {
      const giveBack = remember([changed, still]);
      changed.assign(tf.tensor1d([5]));
      giveBack(tf.scalar(keep, "bool"));
    });
    assertEquals(changed.arraySync(), [keep ? 5 : 1]);
  }
  assertEquals(still.dataId, data);
});
