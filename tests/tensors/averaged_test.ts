import { assertAlmostEquals, assertEquals } from "@std/assert";
import { cpu, ema, native, type Optimizer, sgd, swa, tf, wasm } from "../../mod.ts";
import { makeStep } from "../../src/training/step.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { halfSquare, line } from "../toy.ts";

const needed = await needLibrary();
const MAKE: Readonly<Record<string, () => Optimizer>> = {
  ema: () => ema(sgd({ lr: 0.5 }), { momentum: 0.25 }),
  swa: () => swa(sgd({ lr: 0.5 })),
};

for (const [name, engine, need] of [["cpu", cpu(), {}], ["wasm", wasm(), {}], ["native", native(), needed]] as const) {
  for (const [as, make] of Object.entries(MAKE)) {
    Deno.test({
      name: `averaged() takes back what a step that is left out has done to the average: ${as} on ${name}`,
      ...need,
      async fn() {
        const info = await engine.open(), published: number[][] = [];
        // The first step of the one run is left out, and the third; the other run has never had them.
        for (const targets of [[NaN, 4, NaN, 8, 2], [4, 8, 2]]) {
          const model = line(), optimizer = make(), slots = optimizer.init(model.params);
          const watch = { skip: true, see: (sums: tf.Tensor) => sums.dispose() };
          const step = makeStep({ model, loss: halfSquare, optimizer, slots, engine: info, watch });
          const moment = { steps: 9, stepsPerEpoch: 9 };
          const seen: number[] = [];
          for (const [i, target] of targets.entries()) {
            const [x, y] = [tf.tensor1d([1]), tf.tensor1d([target])];
            tf.dispose([step({ x, y, size: 1 }, { step: i, ...moment }, i) as tf.NamedTensorMap, x, y]);
            const shown = tf.tidy(() =>
              Object.fromEntries(
                Object.entries(optimizer.published!(slots, model.params)).map(([name, it]) => [name, tf.clone(it)]),
              )
            );
            if (!Number.isNaN(target)) seen.push((await shown.slope!.data())[0]!);
            else assertEquals(Number.isFinite((await shown.slope!.data())[0]), true);
            tf.dispose(shown);
          }
          published.push(seen);
          step.release?.();
          tf.dispose([model.params.slope, ...Object.values(slots)]);
        }
        const [cut, whole] = published as [number[], number[]];
        // The weights are 2, 5 and 3.5.
        if (as === "swa") assertEquals([cut, whole], [[2, 3.5, 3.5], [2, 3.5, 3.5]]);
        else {
          [2, 2.75, 2.9375].forEach((value, i) => assertAlmostEquals(whole[i]!, value, 1e-6));
          // Its first weights had no step to be all of the average in: they weigh as the others do.
          const weighed = (...weights: number[]) =>
            weights.reduce((sum, w, i) => sum + w * 0.75 ** (weights.length - 1 - i), 0) /
            weights.reduce((sum, _, i) => sum + 0.75 ** i, 0);
          [weighed(2), weighed(2, 5), weighed(2, 5, 3.5)].forEach((value, i) =>
            assertAlmostEquals(cut[i]!, value, 1e-6)
          );
        }
      },
    });
  }
}
