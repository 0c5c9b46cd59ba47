/**
 * Every schedule gives MMEngine's rates, which are PyTorch's where it has the schedule: rows recorded from MMEngine's
 * schedulers at a base rate of 0.1, one number a step, to six digits.
 */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Schedule } from "../../src/schedule.ts";
import { constant } from "../../src/schedules/constant.ts";
import { cosine } from "../../src/schedules/cosine.ts";
import { exponential } from "../../src/schedules/exponential.ts";
import { join } from "../../src/schedules/join.ts";
import { linear } from "../../src/schedules/linear.ts";
import { oneCycle } from "../../src/schedules/one_cycle.ts";
import { perEpoch } from "../../src/schedules/per_epoch.ts";
import { poly } from "../../src/schedules/poly.ts";
import { multiStep, step } from "../../src/schedules/step.ts";
import { warmup } from "../../src/schedules/warmup.ts";

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
