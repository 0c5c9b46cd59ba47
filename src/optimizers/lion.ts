/** Lion: each number moves by the sign of its mean gradient alone. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { type Formula, formulaUpdate } from "../tensors/formula_update.ts";
import { makeSlots } from "../tensors/slots.ts";
import { share } from "../tensors/running_mean.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, settle } from "../options/settle.ts";

/** How the weights move; each number may be a schedule. */
export interface LionOptions {
  /** The learning rate, some three to ten times smaller than that of `adamw`. */
  readonly lr: number | Schedule;
  /** The share of the mean gradient in the step, in [0, 1). Default 0.9. */
  readonly beta1?: number | Schedule;
  /** The share of the mean gradient that stays, in [0, 1). Default 0.99. */
  readonly beta2?: number | Schedule;
  /** How strongly the weights shrink, some three to ten times more than with `adamw`. Default 0. */
  readonly weightDecay?: number | Schedule;
}

/**
 * Lion (Chen et al., 2023, Algorithm 2): c = beta1 * m + (1 - beta1) * g, w -= lr * (sign(c) + weightDecay * w),
 * then m = beta2 * m + (1 - beta2) * g.
 *
 * The slot of a weight is `mean`, half of what Adam keeps.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { lion, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([1], 1) };
 * const optimizer = lion({ lr: 0.1 });
 * const slots = optimizer.init(params);
 * tf.tidy(() => optimizer.update({ w: tf.tensor1d([50]) }, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assertAlmostEquals(params.w.dataSync()[0]!, 0.9, 1e-6);
 * ```
 */
export function lion(options: LionOptions): Optimizer {
  const { lr, beta1 = 0.9, beta2 = 0.99, weightDecay = 0 } = given(options);
  const settings = settle("lion", options, { lr, beta1, beta2, weightDecay });
  const follow = followed("lion", {
    "a finite number of at least 0": { lr, weightDecay },
    "in [0, 1)": { beta1, beta2 },
  });
  return Object.freeze<Optimizer>({
    name: "lion",
    elementwise: true,
    settings,
    lr: rate("lion", lr),
    init: (params) => makeSlots(params, ["mean"]),
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, weightDecay, ...betas } = numbersOf(name);
        const beta1 = share(betas.beta1), beta2 = share(betas.beta2);
        formulaUpdate(move, {
          writes: { weight: params[name]!, mean: slots[`${name}/mean`]! },
          reads: { gradient },
          numbers: { lr, keep: 1 - lr * weightDecay, beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2 },
        });
      }
    },
  });
}

type Numbers = "lr" | "keep" | "beta1" | "rest1" | "beta2" | "rest2";

const move: Formula<"weight" | "mean", "gradient", Numbers> = (
  { add, sub, mul, sign },
  { weight, mean, gradient, lr, keep, beta1, rest1, beta2, rest2 },
) => {
  const direction = sign(add(mul(mean, beta1), mul(gradient, rest1)));
  return {
    weight: sub(mul(weight, keep), mul(direction, lr)),
    mean: add(mul(mean, beta2), mul(gradient, rest2)),
  };
};
