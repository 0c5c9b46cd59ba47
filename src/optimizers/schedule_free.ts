/** Optimizers that need no schedule: gradients are taken between where the steps lead and the mean of where they led. */
import type { Params } from "../model.ts";
import type { Moment, Optimizer, Slots, Tensors } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import type { Settings } from "../settings.ts";
import { copyOf, makeSlots } from "../tensors/slots.ts";
import { debias, rootOf, share, times } from "../tensors/running_mean.ts";
import { distinct } from "../tensors/by_name.ts";
import { type Formula, formulaUpdate } from "../tensors/formula_update.ts";
import { ledger, numbersOf, writeNumbers } from "../tensors/ledger.ts";
import { tf } from "../tf.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, requireRange, settle } from "../options/settle.ts";

/** How the weights move. */
export interface ScheduleFreeSgdOptions {
  /** The learning rate, larger than one that falls; or a schedule of it, for a warm-up. */
  readonly lr: number | Schedule;
  /** The share of the mean in the point where gradients are taken, in (0, 1). Default 0.9. */
  readonly momentum?: number;
  /** The factor of the weight that is added to its gradient, or a schedule of it. Default 0. */
  readonly weightDecay?: number | Schedule;
}

/** How the weights move. */
export interface ScheduleFreeAdamwOptions {
  /** The learning rate, larger than one that falls; or a schedule of it, for a warm-up. */
  readonly lr: number | Schedule;
  /** The share of the mean in the point where gradients are taken, in (0, 1). Default 0.9. */
  readonly beta1?: number;
  /** The share of the mean square that stays, in [0, 1), or a schedule of it. Default 0.999. */
  readonly beta2?: number | Schedule;
  /** What is added to the root of the mean square, or a schedule of it. Default 1e-8. */
  readonly epsilon?: number | Schedule;
  /** The factor of the weight that is added to its step, or a schedule of it. Default 0. */
  readonly weightDecay?: number | Schedule;
}

/**
 * Schedule-free SGD (Defazio et al., 2024), as its authors' `SGDScheduleFree`: z -= lr * g, x is the mean of the z so far, each
 * weighed by the square of the largest rate so far, and gradients are taken at y = (1 - momentum) * z + momentum * x.
 *
 * Training moves y; x is published: validations and the best checkpoint judge it, and the model has it when the run is over. It is
 * as good at any step as a run whose rate falls to 0 there. Running statistics of batch norms are those at y.
 *
 * The slot of a weight is `base`, its z; `free/ledger` has the largest rate and the sum of the weights.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { scheduleFreeSgd, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([], 0) }, optimizer = scheduleFreeSgd({ lr: 1 }), slots = optimizer.init(params);
 * for (let step = 0; step < 3; step++) {
 *   tf.tidy(() => optimizer.update({ w: tf.scalar(-1) }, slots, params, { step, steps: 3, stepsPerEpoch: 3 }));
 * }
 * // The z were 1, 2 and 3.
 * assertAlmostEquals(tf.tidy(() => optimizer.published!(slots, params).w!.dataSync()[0]!), 2, 1e-5);
 * ```
 */
export function scheduleFreeSgd(options: ScheduleFreeSgdOptions): Optimizer {
  const { lr, momentum = 0.9, weightDecay = 0 } = given(options);
  const settings = settle("scheduleFreeSgd", options, { lr, momentum, weightDecay });
  const follow = followed("scheduleFreeSgd", { "a finite number of at least 0": { lr, weightDecay } });
  return free(
    { name: "scheduleFreeSgd", settings, lr, beta: { momentum } },
    [],
    (grads, slots, params, moment, ahead) => {
      const numbersOf = follow(moment);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, weightDecay } = numbersOf(name);
        formulaUpdate(descend, {
          writes: { weight: params[name]!, base: slots[`${name}/base`]! },
          reads: { gradient },
          numbers: { lr, ...ahead, jump: lr * ahead.jump, decay: weightDecay },
        });
      }
    },
  );
}

/**
 * Schedule-free AdamW (Defazio et al., 2024), as its authors' `AdamWScheduleFree`: as {@linkcode scheduleFreeSgd}, by gradients over
 * the roots of their mean squares.
 *
 * The slots of a weight are `base` and `second`.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { scheduleFreeAdamw, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([], 0) }, optimizer = scheduleFreeAdamw({ lr: 0.1 }), slots = optimizer.init(params);
 * tf.tidy(() => optimizer.update({ w: tf.scalar(-50) }, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assertAlmostEquals(tf.tidy(() => optimizer.published!(slots, params).w!.dataSync()[0]!), 0.1, 1e-6);
 * ```
 */
export function scheduleFreeAdamw(options: ScheduleFreeAdamwOptions): Optimizer {
  const { lr, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = given(options);
  const name = "scheduleFreeAdamw", settings = settle(name, options, { lr, beta1, beta2, epsilon, weightDecay });
  const follow = followed(name, {
    "a finite number of at least 0": { lr, epsilon, weightDecay },
    "in [0, 1)": { beta2 },
  });
  return free({ name, settings, lr, beta: { beta1 } }, ["second"], (grads, slots, params, moment, ahead) => {
    const numbersOf = follow(moment), { rest } = debias(moment);
    for (const [name, gradient] of Object.entries(grads)) {
      const { lr, epsilon, weightDecay, ...given } = numbersOf(name), beta2 = share(given.beta2);
      const root = rootOf(rest(beta2));
      formulaUpdate(descendScaled, {
        writes: { weight: params[name]!, base: slots[`${name}/base`]!, second: slots[`${name}/second`]! },
        reads: { gradient },
        numbers: {
          ...{ lr, ...ahead, jump: lr * ahead.jump, decay: weightDecay },
          ...{ beta2, rest2: 1 - beta2, root, epsilon: times(epsilon, root) },
        },
      });
    }
  });
}

type Point = "lr" | "taken" | "left" | "jump" | "decay";

const descend: Formula<"weight" | "base", "gradient", Point> = (
  { add, sub, mul },
  { weight, base, gradient, lr, taken, left, jump, decay },
) => {
  const slope = add(gradient, mul(weight, decay));
  return {
    weight: add(add(mul(weight, left), mul(base, taken)), mul(slope, jump)),
    base: sub(base, mul(slope, lr)),
  };
};

const descendScaled: Formula<
  "weight" | "base" | "second",
  "gradient",
  Point | "beta2" | "rest2" | "root" | "epsilon"
> = (
  { add, sub, mul, div, sqrt, square },
  { weight, base, second, gradient, lr, taken, left, jump, decay, beta2, rest2, root, epsilon },
) => {
  const squares = add(mul(second, beta2), mul(square(gradient), rest2));
  const slope = add(div(mul(gradient, root), add(sqrt(squares), epsilon)), mul(weight, decay));
  return {
    weight: add(add(mul(weight, left), mul(base, taken)), mul(slope, jump)),
    base: sub(base, mul(slope, lr)),
    second: squares,
  };
};

/** How y follows in a step: the shares of z and y, and of the gradient in units of the rate. */
interface Ahead {
  readonly taken: number;
  readonly left: number;
  readonly jump: number;
}

const BASE = "/base", LEDGER = "free/ledger";

/** What both have in common: the mean, and what is published. */
function free(
  { name, settings, lr, beta: named }: {
    readonly name: string;
    readonly settings: Settings;
    readonly lr: number | Schedule;
    readonly beta: Readonly<Record<string, number>>;
  },
  others: readonly string[],
  move: (grads: Tensors, slots: Slots, params: Params, moment: Moment, ahead: Ahead) => void,
): Optimizer {
  const [beta] = Object.values(named) as [number], lrAt = rate(name, lr);
  requireRange(name, "in [0, 1)", named);
  // What is published is y without its share of z, which must not be all of it.
  requireRange(name, "a finite number above 0", named);
  return Object.freeze<Optimizer>({
    ...{ name, settings, lr: lrAt },
    init(params) {
      const learned = Object.entries(distinct(params)).filter(([, { trainable }]) => trainable);
      if (learned.length === 0) return {};
      const bases = Object.fromEntries(learned.map(([name, w]) => [name + BASE, copyOf(w)]));
      return { ...bases, ...makeSlots(params, others), [LEDGER]: ledger(2) };
    },
    update(grads, slots, params, moment) {
      const [before, sum] = numbersOf(slots[LEDGER]!) as [number, number];
      // In float32, as the slot has them: so a run that is resumed goes on by the same numbers.
      const largest = Math.fround(Math.max(before, lrAt(moment.step, moment)));
      const total = Math.fround(sum + largest ** 2), taken = total === 0 ? 0 : largest ** 2 / total;
      move(grads, slots, params, moment, { taken, left: 1 - taken, jump: beta * (1 - taken) - 1 });
      writeNumbers(slots[LEDGER]!, [largest, total]);
    },
    published(slots, params) {
      const bases = Object.entries(slots).filter(([name]) => name.endsWith(BASE));
      return Object.fromEntries(bases.map(([slot, base]) => {
        const name = slot.slice(0, -BASE.length);
        return [name, tf.add(tf.mul(params[name]!, 1 / beta), tf.mul(base, 1 - 1 / beta))];
      }));
    },
  });
}
