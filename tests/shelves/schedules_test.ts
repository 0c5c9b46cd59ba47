/**
 * Every schedule gives MMEngine's rates, which are PyTorch's where it has the schedule: rows recorded from MMEngine's
 * schedulers at a base rate of 0.1, one number a step, to six digits. What MMEngine lacks or does not do so gives PyTorch's
 * own (`golden/`).
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Schedule } from "../../src/schedule.ts";
import { constant } from "../../src/schedules/constant.ts";
import { cosine } from "../../src/schedules/cosine.ts";
import { cosineRestarts } from "../../src/schedules/cosine_restarts.ts";
import { cyclic } from "../../src/schedules/cyclic.ts";
import { exponential } from "../../src/schedules/exponential.ts";
import { join } from "../../src/schedules/join.ts";
import { linear } from "../../src/schedules/linear.ts";
import { oneCycle, oneCycleMomentum } from "../../src/schedules/one_cycle.ts";
import { plateau } from "../../src/schedules/plateau.ts";
import { perEpoch } from "../../src/schedules/per_epoch.ts";
import { poly } from "../../src/schedules/poly.ts";
import { multiStep, step } from "../../src/schedules/step.ts";
import { swaLr } from "../../src/schedules/swa_lr.ts";
import { warmup } from "../../src/schedules/warmup.ts";
import golden from "./golden/schedules.json" with { type: "json" };

interface Row {
  /** MMEngine's call. */
  readonly as: string;
  readonly schedule: Schedule;
  readonly rates: readonly number[];
}

const TABLE: readonly Row[] = [
  {
    as: "ConstantLR(factor=0.5, end=4)",
    schedule: join(constant(0.05, { steps: 3 }), constant(0.1)),
    rates: [0.05, 0.05, 0.05, 0.1, 0.1],
  },
  {
    as: "LinearLR(start_factor=0.1, end=5)",
    schedule: linear(0.01, 0.1, { steps: 5 }),
    rates: [0.01, 0.0325, 0.055, 0.0775, 0.1, 0.1],
  },
  { as: "ExponentialLR(gamma=0.5)", schedule: exponential(0.1, 0.5), rates: [0.1, 0.05, 0.025, 0.0125] },
  { as: "StepLR(step_size=2)", schedule: step(0.1, { steps: 2 }), rates: [0.1, 0.1, 0.01, 0.01, 0.001] },
  {
    as: "MultiStepLR(milestones=[2, 4])",
    schedule: multiStep(0.1, { steps: [2, 4] }),
    rates: [0.1, 0.1, 0.01, 0.01, 0.001],
  },
  {
    // MMEngine's goes up again after T_max; this one stays.
    as: "CosineAnnealingLR(T_max=5)",
    schedule: cosine(0.1, 0, { steps: 5 }),
    rates: [0.1, 0.0904508, 0.0654508, 0.0345492, 0.00954915, 0],
  },
  {
    as: "CosineRestartLR(periods=[3, 4], restart_weights=[1, 0.5], eta_min=0)",
    schedule: join(cosine(0.1, 0, { steps: 3 }), cosine(0.05, 0, { steps: 4 })),
    rates: [0.1, 0.075, 0.025, 0.05, 0.0426777, 0.025, 0.00732233],
  },
  { as: "PolyLR(end=5)", schedule: poly(0.1, { steps: 5 }), rates: [0.1, 0.075, 0.05, 0.025, 0, 0] },
  {
    as: "OneCycleLR(eta_max=1, total_steps=10)",
    schedule: oneCycle(1, { steps: 10 }),
    rates: [0.04, 0.52, 1, 0.950485, 0.811746, 0.611262, 0.388742, 0.188258, 0.0495194, 4e-6],
  },
  {
    as: "LinearLR(start_factor=0.1, end=4, by_epoch=False) and MultiStepLR(milestones=[2]) at 3 steps an epoch",
    schedule: warmup(multiStep(0.1, { epochs: [2] }), { steps: 4, factor: 0.1 }),
    rates: [0.01, 0.04, 0.07, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01],
  },
];

const TORCH: Readonly<Record<Exclude<keyof typeof golden, `plateau${string}`>, Schedule>> = {
  "one cycle": oneCycle(1),
  "one cycle, linear, three phases": oneCycle(1, { threePhase: true, annealing: "linear", pctStart: 0.4 }),
  "one cycle, three phases": oneCycle(1, { threePhase: true, divFactor: 10, finalDivFactor: 100 }),
  "one cycle's momentum": oneCycleMomentum(),
  "one cycle's momentum, linear, three phases": oneCycleMomentum(0.9, 0.7, {
    ...{ threePhase: true, annealing: "linear", pctStart: 0.4 },
  }),
  "restarts": cosineRestarts(0.1, { to: 0.01, steps: 5 }),
  "restarts, twice as long": cosineRestarts(0.1, { steps: 3, mult: 2 }),
  "cyclic": cyclic(0.1, 0.9, { up: { steps: 4 } }),
  "cyclic, halved": cyclic(0.1, 0.9, { up: { steps: 2 }, down: { steps: 5 }, mode: "triangular2" }),
  "cyclic, exponential": cyclic(0.1, 0.9, { up: { steps: 3 }, mode: "expRange", gamma: 0.95 }),
  "cyclic momentum": cyclic(0.9, 0.8, { up: { steps: 4 } }),
  "swa, cos": swaLr(linear(0.1, 0, { steps: 11 }), { to: 0.02, begin: { steps: 6 }, over: { steps: 5 } }),
  "swa, linear": swaLr(linear(0.1, 0, { steps: 11 }), {
    ...{ to: 0.02, begin: { steps: 6 }, over: { steps: 8 }, annealing: "linear" },
  }),
};
const noisy = { monitor: "score", better: "lower" } as const, rising = { monitor: "score", better: "higher" } as const;
const PLATEAUS: Readonly<Record<Extract<keyof typeof golden, `plateau${string}`>, Schedule>> = {
  "plateau, constant": plateau(0.1, { ...noisy, factor: 0.5, patience: 1 }),
  "plateau, noisy": plateau(0.1, { ...noisy, factor: 0.5, patience: 2, threshold: 0.01 }),
  "plateau, absolute, cooling down": plateau(0.1, {
    ...{ ...noisy, factor: 0.3, patience: 1, threshold: 0.05, thresholdMode: "abs", cooldown: 3 },
  }),
  "plateau, least": plateau(0.1, { ...noisy, factor: 0.1, patience: 0, min: 0.0005, epsilon: 1e-4 }),
  "plateau, higher": plateau(0.1, { ...rising, factor: 0.7, patience: 1, threshold: 0.02, cooldown: 1 }),
  "plateau, higher, absolute": plateau(0.1, {
    ...{ ...rising, factor: 0.7, patience: 3, threshold: 0.1, thresholdMode: "abs" },
  }),
};

for (const [as, schedule] of Object.entries(TORCH)) {
  Deno.test(`rates are those of PyTorch's schedulers: ${as}`, () => {
    const rates = golden[as as keyof typeof TORCH], span = { steps: 25, stepsPerEpoch: 5 };
    assertEquals(rates.length, 24);
    rates.forEach((rate, now) => assertAlmostEquals(schedule(now, span), rate, 1e-9, `step ${now}`));
  });
}

for (const [as, schedule] of Object.entries(PLATEAUS)) {
  Deno.test(`rates are those of PyTorch's ReduceLROnPlateau after each validation: ${as}`, () => {
    const { scores, rates } = golden[as as keyof typeof PLATEAUS];
    const past = scores.map((score, i) => ({ step: 10 * (i + 1), scores: { score } }));
    assert(new Set(rates).size > 2, "the rate falls more than once");
    rates.forEach((rate, n) => {
      const verdicts = { better: { score: "higher" }, past: past.slice(0, n) } as const;
      assertAlmostEquals(schedule(10 * n, { steps: 999, stepsPerEpoch: 10, verdicts }), rate, 1e-12, `after ${n}`);
    });
  });
}

/** Half of the sixth digit. */
const WITHIN = 5e-6;
const SPAN = { steps: 30, stepsPerEpoch: 3 };

for (const { as, schedule, rates } of TABLE) {
  Deno.test(`rates are those of MMEngine's ${as}`, () => {
    rates.forEach((rate, now) => assertAlmostEquals(schedule(now, SPAN), rate, WITHIN * Math.abs(rate) + 1e-17));
  });

  Deno.test(`rates are the same at any step asked for alone, and counted in epochs, as ${as}`, () => {
    const epochs = perEpoch(schedule), alike = { steps: 10, stepsPerEpoch: 1 };
    for (const now of [29, 14, 7, 0, 3]) {
      assertEquals(epochs(now, SPAN), schedule(Math.floor(now / 3), alike));
    }
  });
}
