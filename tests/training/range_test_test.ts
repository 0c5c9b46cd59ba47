import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { chain, clipByNorm, cpu, ema, native, plateau, sgd, tf, wasm } from "../../mod.ts";
import { rangeTest } from "../../src/training/range_test.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { halfSquare, line, meanTarget, points } from "../toy.ts";

const needed = await needLibrary();
for (const [name, engine, need] of [["cpu", cpu(), {}], ["wasm", wasm(), {}], ["native", native(), needed]] as const) {
  Deno.test({
    name: `rangeTest() moves by its own rates, and gives back the weights with their data and no tensor on ${name}`,
    ...need,
    async fn() {
      const info = await engine.open(), model = line(), { slope } = model.params;
      slope.assign(tf.scalar(3));
      const before = slope.dataId, tensors = tf.memory().numTensors;
      const optimizer = ema(chain(clipByNorm(1e9), sgd({ lr: plateau(7, { monitor: "mean" }), momentum: 0 })));
      const plan = { ...{ model, data: points([1, 1, 1]), loss: halfSquare, optimizer, engine: info, seed: 0 } };
      const { lrs, losses } = await rangeTest(
        { ...plan, metrics: [meanTarget("mean")] },
        { from: 0.01, to: 0.1, steps: 12, stopAt: 4 },
      );
      assertEquals(lrs.length, 12);
      assertAlmostEquals(lrs[0]!, 0.01, 1e-12);
      assertAlmostEquals(lrs[11]!, 0.1, 1e-12);
      // The distance of the slope to 1 shrinks by 1 - lr with each step.
      let distance = 2;
      for (const [i, loss] of losses.entries()) {
        assertAlmostEquals(loss, distance ** 2 / 2, 1e-5);
        distance *= 1 - lrs[i]!;
      }
      assert(slope.dataId === before, "it is the very data of before");
      assertEquals([slope.arraySync(), tf.memory().numTensors], [3, tensors]);
    },
  });
}

Deno.test("rangeTest() ends where the loss has grown too far, or is not finite", async () => {
  const engine = await cpu().open(), model = line();
  const plan = { model, data: points([0, 2]), loss: halfSquare, optimizer: sgd({ lr: 1 }), engine, seed: 0 };
  const { losses } = await rangeTest(plan, { from: 0.1, to: 1e4, steps: 90, stopAt: 4 });
  assert(losses.length > 10 && losses.length < 90 && losses.every(Number.isFinite), `${losses.length}`);
  assertEquals(model.params.slope.arraySync(), 0);
});
