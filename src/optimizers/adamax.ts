/** Adamax: Adam by the largest gradient of late in place of the root of the mean square. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { debias, over, share } from "../tensors/running_mean.ts";
import { type Formula, formulaUpdate } from "../tensors/formula_update.ts";
import { makeSlots } from "../tensors/slots.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, settle } from "../options/settle.ts";

/** How the weights move; each number may be a schedule. */
export interface AdamaxOptions {
  /** The learning rate; 0.002 is usual. */
  readonly lr: number | Schedule;
  /** The share of the mean gradient that stays, in [0, 1). Default 0.9. */
  readonly beta1?: number | Schedule;
  /** The factor of the largest gradient with each step, in [0, 1). Default 0.999. */
  readonly beta2?: number | Schedule;
  /** What is added to the size of the gradient. Default 1e-8. */
  readonly epsilon?: number | Schedule;
  /** The factor of the weight that is added to its gradient. Default 0. */
  readonly weightDecay?: number | Schedule;
}

/**
 * Adamax (Kingma and Ba, 2015, Algorithm 2), as PyTorch's `Adamax`: u = max(beta2 * u, |g| + epsilon), then
 * w -= lr / (1 - beta1^t) * m / u.
 *
 * The slots of a weight are `first`, its mean gradient, and `largest`.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { adamax, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([1], 1) };
 * const optimizer = adamax({ lr: 0.1 });
 * const slots = optimizer.init(params);
 * tf.tidy(() => optimizer.update({ w: tf.tensor1d([50]) }, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assertAlmostEquals(params.w.dataSync()[0]!, 0.9, 1e-6);
 * ```
 */
export function adamax(options: AdamaxOptions): Optimizer {
  const { lr, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = given(options);
  const settings = settle("adamax", options, { lr, beta1, beta2, epsilon, weightDecay });
  const follow = followed("adamax", {
    "a finite number of at least 0": { lr, epsilon, weightDecay },
    "in [0, 1)": { beta1, beta2 },
  });
  return Object.freeze<Optimizer>({
    name: "adamax",
    elementwise: true,
    settings,
    lr: rate("adamax", lr),
    init: (params) => makeSlots(params, ["first", "largest"]),
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment), { rest } = debias(moment);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, beta2, epsilon, weightDecay, ...given } = numbersOf(name);
        const beta1 = share(given.beta1);
        formulaUpdate(move, {
          writes: { weight: params[name]!, first: slots[`${name}/first`]!, largest: slots[`${name}/largest`]! },
          reads: { gradient },
          numbers: { lr: over(lr, rest(beta1)), beta1, rest1: 1 - beta1, beta2, epsilon, decay: weightDecay },
        });
      }
    },
  });
}

type Numbers = "lr" | "beta1" | "rest1" | "beta2" | "epsilon" | "decay";

const move: Formula<"weight" | "first" | "largest", "gradient", Numbers> = (
  { add, sub, mul, div, max, abs },
  { weight, first, largest, gradient, lr, beta1, rest1, beta2, epsilon, decay },
) => {
  const slope = add(gradient, mul(weight, decay));
  const mean = add(mul(first, beta1), mul(slope, rest1));
  const most = max(mul(largest, beta2), add(abs(slope), epsilon));
  return { weight: sub(weight, mul(div(mean, most), lr)), first: mean, largest: most };
};
