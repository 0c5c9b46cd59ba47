/**
 * Every optimizer walks as its reference does, for 20 steps, with a bias, a kernel and a filter: golden/make_optimizers.py
 * says how, by PyTorch or by the paper.
 */
import { assert, assertEquals } from "@std/assert";
import {
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamw,
  chain,
  clipByNorm,
  lamb,
  linear,
  lion,
  muon,
  nadam,
  radam,
  rmsprop,
  scheduleFreeAdamw,
  scheduleFreeSgd,
  sgd,
} from "../../mod.ts";
import type { EngineInfo } from "../../src/engine.ts";
import type { Optimizer } from "../../src/optimizer.ts";
import { readTensors, writeTensor } from "../../src/tensors/read.ts";
import { tf } from "../../src/tf.ts";
import type { Need } from "../needs.ts";
import golden from "./golden/optimizers.json" with { type: "json" };

const STEPS = 20, NAMES = ["bias", "kernel", "filter"] as const;
type Name = typeof NAMES[number];
type Walk = readonly Readonly<Record<Name, readonly number[]>>[];

/** From a first number to a last one, by as much at each of the 20 steps. */
const moving = (from: number, by: number) => linear(from, from + by * (STEPS - 1), { steps: STEPS });
const companion = adamw({ lr: 0.1, beta1: 0.9, beta2: 0.95, epsilon: 1e-10, weightDecay: 0 });
const betas = { beta1: 0.8, beta2: 0.9 }, weightDecay = 0.2;

const TABLE: Readonly<Record<keyof typeof golden.walks, () => Optimizer>> = {
  "adam": () => adam({ lr: 0.1 }),
  "adam amsgrad": () => adam({ lr: 0.1, beta1: 0.5, beta2: 0.6, amsgrad: true, weightDecay: 0.1 }),
  "adamw": () => adamw({ lr: 0.1, weightDecay: 0.3 }),
  "adamw amsgrad": () => adamw({ lr: 0.1, beta1: 0.5, beta2: 0.6, amsgrad: true, weightDecay: 0.1 }),
  "adamax": () => adamax({ lr: 0.1 }),
  "adamax decay": () => adamax({ lr: 0.1, ...betas, epsilon: 1e-3, weightDecay }),
  "nadam": () => nadam({ lr: 0.1 }),
  "nadam decay": () => nadam({ lr: 0.1, ...betas, weightDecay, momentumDecay: 0.1 }),
  "nadam decoupled": () => nadam({ lr: 0.1, weightDecay, decoupled: true }),
  "radam": () => radam({ lr: 0.1 }),
  "radam decay": () => radam({ lr: 0.1, ...betas, weightDecay }),
  "radam decoupled": () => radam({ lr: 0.1, weightDecay, decoupled: true }),
  "adadelta": () => adadelta(),
  "adadelta decay": () => adadelta({ rho: 0.8, epsilon: 1e-2, weightDecay }),
  "rmsprop": () => rmsprop({ lr: 0.01, momentum: 0.9, weightDecay: 0.1 }),
  "rmsprop centered": () => rmsprop({ lr: 0.01, centered: true }),
  "rmsprop centered momentum": () => rmsprop({ lr: 0.01, alpha: 0.9, epsilon: 1e-3, momentum: 0.8, centered: true }),
  "adagrad": () => adagrad({ lr: 0.5, weightDecay: 0.1 }),
  "sgd": () => sgd({ lr: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
  "lion": () => lion({ lr: 0.05 }),
  "lion decay": () => lion({ lr: 0.05, ...betas, weightDecay: 0.5 }),
  "lamb": () => lamb({ lr: 0.1 }),
  "lamb decay": () => lamb({ lr: 0.05, ...betas, epsilon: 1e-3, weightDecay: 0.3 }),
  "muon": () => muon({ lr: 0.02, weightDecay: 0.1, companion }),
  "muon plain": () => muon({ lr: 0.05, momentum: 0.8, nesterov: false, scale: "none", companion }),
  "muon matchRms": () => muon({ lr: 0.1, scale: "matchRms", companion }),
  "scheduleFreeSgd": () => scheduleFreeSgd({ lr: 0.1, weightDecay: 0.1 }),
  "scheduleFreeSgd warm": () => scheduleFreeSgd({ lr: (step) => Math.min(1, 0.2 + step / 10) * 0.3, momentum: 0.8 }),
  "scheduleFreeAdamw": () => scheduleFreeAdamw({ lr: 0.1 }),
  "scheduleFreeAdamw decay": () =>
    scheduleFreeAdamw({ lr: 0.05, beta1: 0.95, beta2: 0.9, epsilon: 1e-3, weightDecay: 0.2 }),
  "adafactor": () => adafactor({ lr: 0.1 }),
  "adafactor decay": () => adafactor({ lr: 0.05, leastSize: 1e-2, decay: -0.6, weightDecay: 0.1 }),
  "sgd followed": () => sgd({ lr: moving(0.1, -0.004), momentum: moving(0.5, 0.02), weightDecay: moving(0.2, -0.01) }),
  "adamw followed": () =>
    adamw({ lr: moving(0.1, -0.004), beta1: moving(0.5, 0.02), beta2: 0.9, weightDecay: moving(0.2, -0.01) }),
  "rmsprop followed": () => rmsprop({ lr: moving(0.02, -0.0008), momentum: moving(0.5, 0.02) }),
  "clipped": () => chain(clipByNorm(1.5), sgd({ lr: 0.1, momentum: 0.9 })),
};

type Weights = Record<Name, tf.Variable>;

const tensorsOf = (what: keyof typeof golden.bowl[Name]): Record<Name, tf.Tensor> =>
  Object.fromEntries(NAMES.map((name) => [name, tf.tensor(golden.bowl[name][what], golden.shapes[name])])) as never;

/** Steps of an optimizer down the bowl. */
function walking(optimizer: Optimizer, { compile }: Pick<EngineInfo, "compile">) {
  const params = tf.tidy(() =>
    Object.fromEntries(Object.entries(tensorsOf("start")).map(([name, start]) => [name, tf.variable(start)])) as never
  ) as unknown as Weights;
  const [target, curvature] = [tensorsOf("target"), tensorsOf("curvature")], slots = optimizer.init(params);
  const step = (t: number) =>
    tf.tidy(() => {
      const slope = (name: Name) => tf.mul(curvature[name], tf.sub(params[name], target[name]));
      const grads = Object.fromEntries(NAMES.map((name) => [name, slope(name)]));
      optimizer.update(grads, slots, params, { step: t, steps: STEPS, stepsPerEpoch: STEPS });
    });
  return {
    ...{ params, slots, step: compile?.(step) ?? step },
    dispose: () => tf.dispose([params, slots, target, curvature] as unknown as tf.TensorContainer),
  };
}

/**
 * Tries the table on an engine.
 *
 * @param name The engine's.
 * @param open Makes it current, and may say how it compiles steps.
 * @param need What it needs.
 */
export function testWalks(
  name: string,
  open: () => Promise<Pick<EngineInfo, "compile">>,
  need: Partial<Need> = {},
): void {
  for (const [row, make] of Object.entries(TABLE)) {
    Deno.test({
      name: `${row} walks for ${STEPS} steps as its reference, leaving nothing behind, on ${name}`,
      ...need,
      async fn() {
        const walk = walking(make(), await open()), wanted: Walk = golden.walks[row as keyof typeof TABLE];
        const tensors = tf.memory().numTensors;
        for (let t = 0; t < STEPS; t++) {
          walk.step(t);
          const shown = golden.shown.indexOf(t + 1);
          if (shown < 0) continue;
          for (const [name, { data }] of Object.entries(await readTensors(walk.params))) {
            wanted[shown]![name as Name].forEach((number, i) => {
              const off = Math.abs(data[i]! - number) / Math.max(1, Math.abs(number));
              assert(off <= 1e-6, `step ${t + 1}, ${name} ${i}: got ${data[i]} for ${number}, off by ${off}`);
            });
          }
        }
        assertEquals(tf.memory().numTensors, tensors);
        walk.dispose();
      },
    });

    Deno.test({
      name: `${row} goes on exactly from what was saved, on ${name}`,
      ...need,
      async fn() {
        const engine = await open(), whole = walking(make(), engine), rest = walking(make(), engine);
        const saved = (of: typeof whole) => readTensors({ ...of.slots, ...of.params });
        for (let t = 0; t < 8; t++) whole.step(t);
        for (const [name, value] of Object.entries(await saved(whole))) {
          writeTensor({ ...rest.slots, ...rest.params }[name]!, value);
        }
        for (let t = 8; t < STEPS; t++) for (const { step } of [whole, rest]) step(t);
        assertEquals(await saved(rest), await saved(whole));
        for (const { dispose } of [whole, rest]) dispose();
      },
    });
  }
}
