/** Averages of weights are those of PyTorch's `swa_utils` and of MMEngine's formulas, on every engine. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { cpu, ema, native, type Optimizer, sgd, swa, tf, wasm, weight } from "../../mod.ts";
import type { EngineInfo } from "../../src/engine.ts";
import { publish } from "../../src/training/publish.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import golden from "./golden/averages.json" with { type: "json" };

const inner = () => sgd({ lr: 0.05, momentum: 0.9 });
const TABLE: Readonly<Record<keyof typeof golden, () => Optimizer>> = {
  "ema": () => ema(inner(), { momentum: 0.1 }),
  "ema, begin 5": () => ema(inner(), { momentum: 0.1, begin: { steps: 5 } }),
  "annealed": () => ema(inner(), { momentum: 0.2, gamma: 3 }),
  "swa": () => swa(inner()),
  "swa, begin 3, interval 2": () => swa(inner(), { begin: { steps: 3 }, interval: 2 }),
  "swa, each epoch of 3 from 6": () => swa(inner(), { begin: { share: 0.5 }, interval: { epochs: 1 } }),
};
const SPAN = { steps: 12, stepsPerEpoch: 3 };

/** Walks down the bowl, and puts the average in place of the weight after each step. */
async function walk({ compile }: Pick<EngineInfo, "compile">, optimizer: Optimizer): Promise<number[][]> {
  const params = { w: weight([3], 0) };
  tf.tidy(() => params.w.assign(tf.tensor1d([1, -2, 3])));
  const slots = optimizer.init(params), seen: number[][] = [];
  const update = (step: number) =>
    tf.tidy(() => {
      const gradient = tf.mul(tf.tensor1d([1, 10, 0.5]), params.w);
      optimizer.update({ w: gradient }, slots, params, { step, ...SPAN });
    });
  const run = compile?.(update) ?? update;
  let tensors: number | undefined;
  for (let step = 0; step < SPAN.steps; step++) {
    run(step);
    const learned = Array.from(await params.w.data());
    const shown = publish(params, optimizer, slots);
    seen.push(Array.from(await params.w.data()));
    shown.back();
    assertEquals(Array.from(await params.w.data()), learned, "the weights come back bit by bit");
    assertEquals(tf.memory().numTensors, tensors ??= tf.memory().numTensors, "no tensor is left behind");
  }
  tf.dispose([params.w, Object.values(slots)]);
  return seen;
}

const needed = await needLibrary();
const engines = [
  { name: "cpu", open: () => cpu().open() },
  { name: "wasm", open: () => wasm().open() },
  { name: "native", open: () => native({ compile: false }).open(), ...needed },
  { name: "native, compiled", open: () => native().open(), ...needed },
];
for (const { name, open, ...need } of engines) {
  for (const [as, make] of Object.entries(TABLE)) {
    Deno.test({
      name: `averages are PyTorch's after each step: ${as}, on ${name}`,
      ...need,
      async fn() {
        const seen = await walk(await open(), make());
        const wanted = golden[as as keyof typeof golden];
        for (const [step, numbers] of wanted.entries()) {
          numbers.forEach((number, i) => assertAlmostEquals(seen[step]![i]!, number, 2e-6, `step ${step}`));
        }
      },
    });
  }
}
