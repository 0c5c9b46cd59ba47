/**
 * Every optimizer rolls down the same bowl as PyTorch's of that name.
 *
 * The bowl is (w0² + 10 w1² + 0.5 w2²) / 2 and the start (1, -2, 3). The figures are five steps of PyTorch 2.13 in
 * float64 on the CPU: `w = Parameter(tensor([1., -2., 3.])); o = torch.optim.X([w], ...)`, then five times
 * `o.zero_grad(); (0.5 * (tensor([1., 10., .5]) * w * w).sum()).backward(); o.step(); print(w)`.
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Optimizer, Slots } from "../../src/optimizer.ts";
import { accumulate } from "../../src/optimizers/accumulate.ts";
import { adagrad } from "../../src/optimizers/adagrad.ts";
import { adam, adamw } from "../../src/optimizers/adam.ts";
import { chain } from "../../src/optimizers/chain.ts";
import { clipByNorm } from "../../src/optimizers/clip_by_norm.ts";
import { clipByValue } from "../../src/optimizers/clip_by_value.ts";
import { rmsprop } from "../../src/optimizers/rmsprop.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import type { EngineInfo } from "../../src/engine.ts";
import { cpu } from "../../src/engines/cpu.ts";
import { readTensors, writeTensor } from "../../src/tensors/read.ts";
import { tf } from "../../src/tf.ts";
import type { Need } from "../needs.ts";

interface Row {
  /** PyTorch's call, or what it is. */
  readonly as: string;
  readonly make: () => Optimizer;
  readonly walk: readonly (readonly [number, number, number])[];
}

const TABLE: readonly Row[] = [
  {
    as: "SGD(lr=0.05)",
    make: () => sgd({ lr: 0.05 }),
    walk: [
      [0.95, -1, 2.925],
      [0.9025, -0.5, 2.851875],
      [0.857375, -0.25, 2.780578125],
      [0.81450625, -0.125, 2.711063672],
      [0.7737809375, -0.0625, 2.64328708],
    ],
  },
  {
    as: "SGD(lr=0.05, momentum=0.9, weight_decay=0.1)",
    make: () => sgd({ lr: 0.05, momentum: 0.9, weightDecay: 0.1 }),
    walk: [
      [0.945, -0.99, 2.91],
      [0.843525, 0.41895, 2.7417],
      [0.705803625, 1.47543525, 2.507979],
      [0.5430351881, 1.681177174, 2.22239073],
      [0.3666766596, 1.017350432, 1.898689565],
    ],
  },
  {
    as: "SGD(lr=0.05, momentum=0.9, nesterov=True)",
    make: () => sgd({ lr: 0.05, momentum: 0.9, nesterov: true }),
    walk: [
      [0.905, -0.1, 2.8575],
      [0.778525, 0.805, 2.66101875],
      [0.631462625, 0.80975, 2.422080984],
      [0.4741511631, 0.4070125, 2.15186107],
      [0.3159423051, 0.022274375, 1.860946569],
    ],
  },
  {
    as: "Adam(lr=0.1)",
    make: () => adam({ lr: 0.1 }),
    walk: [
      [0.900000001, -1.9, 2.900000001],
      [0.8004122297, -1.800166486, 2.800102708],
      [0.7015862745, -1.700623391, 2.700381525],
      [0.6039390627, -1.601504894, 2.600913533],
      [0.5079636619, -1.50295578, 2.501779459],
    ],
  },
  {
    as: "Adam(lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)",
    make: () => adam({ lr: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1 }),
    walk: [
      [0.9000908265, -1.90000495, 2.900055525],
      [0.8007734911, -1.800262106, 2.800271088],
      [0.7025344978, -1.700955762, 2.700758508],
      [0.6059420016, -1.602281226, 2.601632621],
      [0.5116536056, -1.504443767, 2.50301024],
    ],
  },
  {
    as: "AdamW(lr=0.1)",
    make: () => adamw({ lr: 0.1 }),
    walk: [
      [0.899000001, -1.898, 2.897000001],
      [0.7985190282, -1.796272588, 2.794209294],
      [0.6989111847, -1.694944514, 2.691703651],
      [0.6005985763, -1.594152918, 2.589562586],
      [0.5040800927, -1.494045693, 2.487869312],
    ],
  },
  {
    as: "AdamW(lr=0.1, weight_decay=0.5)",
    make: () => adamw({ lr: 0.1, weightDecay: 0.5 }),
    walk: [
      [0.850000001, -1.8, 2.750000001],
      [0.7082484444, -1.610412228, 2.512820839],
      [0.5749739323, -1.431025243, 2.288051911],
      [0.4505145204, -1.261663795, 2.075314561],
      [0.3353148909, -1.102185837, 1.874259271],
    ],
  },
  {
    as: "RMSprop(lr=0.03)",
    make: () => rmsprop({ lr: 0.03 }),
    walk: [
      [0.70000003, -1.700000002, 2.70000002],
      [0.5273811026, -1.505139019, 2.498753911],
      [0.4075537745, -1.355016124, 2.339946828],
      [0.3186652192, -1.231277914, 2.206167143],
      [0.25063317, -1.125526634, 2.089397377],
    ],
  },
  {
    as: "RMSprop(lr=0.01, alpha=0.9, eps=1e-3, momentum=0.9, weight_decay=0.1)",
    make: () => rmsprop({ lr: 0.01, alpha: 0.9, epsilon: 1e-3, momentum: 0.9, weightDecay: 0.1 }),
    walk: [
      [0.9684678719, -1.968382173, 2.968432682],
      [0.9175465242, -1.917161122, 2.917225042],
      [0.8533851455, -1.852267022, 2.852221455],
      [0.7800191938, -1.777487544, 2.77712601],
      [0.70040338, -1.695513439, 2.694548887],
    ],
  },
  {
    as: "Adagrad(lr=0.5)",
    make: () => adagrad({ lr: 0.5 }),
    walk: [
      [0.5000000001, -1.5, 2.5],
      [0.2763932023, -1.2, 2.1799078],
      [0.1563987361, -0.9836344662, 1.936198872],
      [0.08911670794, -0.8164843934, 1.737552673],
      [0.05089130426, -0.6827902184, 1.569639729],
    ],
  },
  {
    as: "Adagrad(lr=0.5, weight_decay=0.1, initial_accumulator_value=0.1)",
    make: () => adagrad({ lr: 0.5, weightDecay: 0.1, initialAccumulator: 0.1 }),
    walk: [
      [0.5194627689, -1.500061257, 2.50754191],
      [0.2961271411, -1.200076941, 2.189754967],
      [0.1727484353, -0.9837165069, 1.947110413],
      [0.1015086538, -0.8165670702, 1.749009835],
      [0.05979341307, -0.6828711515, 1.581364591],
    ],
  },
  {
    as: "SGD(lr=0.05, momentum=0.9) after clip_grad_norm_(5)",
    make: () => chain(clipByNorm(5), sgd({ lr: 0.05, momentum: 0.9 })),
    walk: [
      [0.9875504745, -1.75100949, 2.981325712],
      [0.9623191195, -1.278211467, 2.943346058],
      [0.92096491, -0.6050257349, 2.880649088],
      [0.8471252381, 0.2414214573, 2.766949322],
      [0.7383132715, 0.8825132016, 2.595445799],
    ],
  },
  {
    as: "SGD(lr=0.05, momentum=0.9) after clip_grad_value_(2)",
    make: () => chain(clipByValue(2), sgd({ lr: 0.05, momentum: 0.9 })),
    walk: [
      [0.95, -1.9, 2.925],
      [0.8575, -1.71, 2.784375],
      [0.731375, -1.439, 2.588203125],
      [0.58129375, -1.0951, 2.346943359],
      [0.4171559375, -0.68559, 2.071135986],
    ],
  },
  {
    as: "Adam(lr=0.1) stepped after steps 2, 4 and 5, the gradients divided by 2, 2 and 1",
    make: () => accumulate(2, adam({ lr: 0.1 })),
    walk: [
      [1, -2, 3],
      [0.900000001, -1.9, 2.900000001],
      [0.900000001, -1.9, 2.900000001],
      [0.8004122297, -1.800166486, 2.800102708],
      [0.7015862745, -1.700623391, 2.700381525],
    ],
  },
];

const START = [1, -2, 3];
const STEPS = 5;

interface Ball {
  readonly w: tf.Variable;
  readonly slots: Slots;
}

function place(optimizer: Optimizer, start: readonly number[] = START): Ball {
  // The tensor that a variable is made of would be left behind.
  const w = tf.tidy(() => tf.variable(tf.tensor1d([...start])) as unknown as tf.Tensor) as unknown as tf.Variable;
  return { w, slots: optimizer.init({ w }) };
}

type Roll = (optimizer: Optimizer, ball: Ball, step: number) => Promise<number[]>;

/** Steps of one ball after the other; a compiled step is one optimizer's. */
function rolling({ compile }: Pick<EngineInfo, "compile">): Roll {
  const steps = new Map<Optimizer, (ball: Ball, step: number) => void>();
  return async (optimizer, ball, step) => {
    let update = steps.get(optimizer);
    if (update === undefined) {
      update = ({ w, slots }: Ball, step: number) =>
        tf.tidy(() => {
          const gradient = tf.mul(tf.tensor1d([1, 10, 0.5]), w);
          optimizer.update({ w: gradient }, slots, { w }, { step, steps: STEPS, stepsPerEpoch: STEPS });
        });
      steps.set(optimizer, update = compile?.(update) ?? update);
    }
    update(ball, step);
    return await numbersOf(ball.w);
  };
}

async function numbersOf(tensor: tf.Tensor): Promise<number[]> {
  return Array.from(await tensor.data());
}

/**
 * Tries the table on an engine.
 *
 * @param name The engine's.
 * @param open Makes it current, and may say how it compiles steps.
 * @param need What it needs.
 */
export function testOptimizers(
  name: string,
  open: () => Promise<Pick<EngineInfo, "compile">>,
  need: Partial<Need> = {},
): void {
  for (const { as, make, walk } of TABLE) {
    Deno.test({
      name: `${as} rolls down the bowl as PyTorch's on ${name}`,
      ...need,
      async fn() {
        const roll = rolling(await open());
        const optimizer = make(), ball = place(optimizer);
        for (const [step, wanted] of walk.entries()) {
          const got = await roll(optimizer, ball, step);
          wanted.forEach((number, i) =>
            assertAlmostEquals(got[i]!, number, 1e-6 * Math.max(1, Math.abs(number)), `step ${step}`)
          );
        }
        tf.dispose([ball.w, Object.values(ball.slots)]);
      },
    });

    Deno.test({
      name: `${as} leaves no tensors behind and goes on exactly from copied slots on ${name}`,
      ...need,
      async fn() {
        const roll = rolling(await open());
        const optimizer = make(), ball = place(optimizer);
        for (let step = 0; step < 3; step++) {
          const before = tf.memory().numTensors;
          await roll(optimizer, ball, step);
          assertEquals(tf.memory().numTensors, before);
        }
        const again = make(), copy = place(again, await numbersOf(ball.w));
        assertEquals(Object.keys(copy.slots), Object.keys(ball.slots));
        const saved = await readTensors(ball.slots);
        for (const [name, slot] of Object.entries(copy.slots)) writeTensor(slot, saved[name]!);
        for (let step = 3; step < STEPS; step++) {
          assertEquals(await roll(again, copy, step), await roll(optimizer, ball, step));
        }
        tf.dispose([ball.w, copy.w, Object.values(ball.slots), Object.values(copy.slots)]);
      },
    });
  }
}

/** Tries what does not depend on the engine. */
export function testOptimizersAnywhere(): void {
  for (const { as, make } of TABLE) {
    Deno.test(`${as} keeps variables that do not learn out of its slots, and is frozen`, async () => {
      await cpu().open();
      const optimizer = make();
      assert(Object.isFrozen(optimizer));
      const fixed = tf.tidy(() => tf.variable(tf.zeros([2]), false) as unknown as tf.Tensor) as unknown as tf.Variable;
      assertEquals(optimizer.init({ fixed }), {});
      fixed.dispose();
    });
  }
}
