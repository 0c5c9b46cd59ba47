/** NAdam: Adam that looks ahead along its mean gradient, as Nesterov's momentum does. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { type Formula, formulaUpdate } from "../tensors/formula_update.ts";
import { makeSlots } from "../tensors/make_slots.ts";
import { share } from "../tensors/share.ts";
import { followed } from "../pace/followed.ts";
import { rate } from "../pace/rate.ts";
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";

/** How the weights move; each number but the two below may be a schedule. */
export interface NadamOptions {
  /** The learning rate; 0.002 is usual. */
  readonly lr: number | Schedule;
  /** The share of the mean gradient that stays, in [0, 1). Default 0.9. */
  readonly beta1?: number | Schedule;
  /** The share of the mean square that stays, in [0, 1). Default 0.999. */
  readonly beta2?: number | Schedule;
  /** What is added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number | Schedule;
  /** How strongly the weights shrink. Default 0. */
  readonly weightDecay?: number | Schedule;
  /** Whether they shrink by themselves, as in `adamw`, rather than by way of the gradient. Default false. */
  readonly decoupled?: boolean;
  /** How fast the momentum grows to `beta1`. Default 0.004. */
  readonly momentumDecay?: number;
}

/**
 * NAdam (Dozat, 2016), as PyTorch's `NAdam`: with the momenta mu_t = beta1 * (1 - 0.96^(t * momentumDecay) / 2) and their
 * product, w -= lr * ((1 - mu_t) * g / (1 - product_t) + mu_(t+1) * m / (1 - product_(t+1))) / (sqrt(v) + epsilon).
 *
 * The slots of a weight are `first` and `second`, as those of `adam`. A step that is left out counts here, unlike there, as the
 * product is known to the host alone.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { nadam, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([1], 1) };
 * const optimizer = nadam({ lr: 0.1 });
 * const slots = optimizer.init(params);
 * tf.tidy(() => optimizer.update({ w: tf.tensor1d([50]) }, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assert(params.w.dataSync()[0]! < 1);
 * ```
 */
export function nadam(options: NadamOptions): Optimizer {
  const { lr, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, decoupled = false } = options;
  const { momentumDecay = 0.004 } = options;
  const settings = settle("nadam", options, { lr, beta1, beta2, epsilon, weightDecay, decoupled, momentumDecay });
  const follow = followed("nadam", {
    "a finite number of at least 0": { lr, epsilon, weightDecay },
    "in [0, 1)": { beta1, beta2 },
  });
  requireRange("nadam", "a finite number of at least 0", { momentumDecay });
  requireRange("nadam", "true or false", { decoupled });
  const grown = (t: number) => 1 - 0.5 * 0.96 ** (t * momentumDecay);
  // The product of the above up to an update; it is gone on with as long as updates come one by one.
  let product = { t: 0, value: 1 };
  const productAt = (t: number): number => {
    if (t < product.t) product = { t: 0, value: 1 };
    let { t: at, value } = product;
    while (at < t) value *= grown(++at);
    product = { t, value };
    return value;
  };
  return Object.freeze<Optimizer>({
    name: "nadam",
    settings,
    lr: rate("nadam", lr),
    init: (params) => makeSlots(params, ["first", "second"]),
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment), t = (moment.updates ?? moment.step) + 1, far = productAt(t);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, epsilon, weightDecay, ...given } = numbersOf(name);
        const beta1 = share(given.beta1), beta2 = share(given.beta2);
        const mu = beta1 * grown(t), next = beta1 * grown(t + 1), passed = beta1 ** t * far;
        const root = Math.sqrt(1 - beta2 ** t);
        formulaUpdate(move, {
          writes: { weight: params[name]!, first: slots[`${name}/first`]!, second: slots[`${name}/second`]! },
          reads: { gradient },
          numbers: {
            ...{ beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, epsilon: epsilon * root },
            ...{ here: lr * root * (1 - mu) / (1 - passed), ahead: lr * root * next / (1 - passed * next) },
            ...{ keep: decoupled ? 1 - lr * weightDecay : 1, decay: decoupled ? 0 : weightDecay },
          },
        });
      }
    },
  });
}

type Numbers = "beta1" | "rest1" | "beta2" | "rest2" | "epsilon" | "here" | "ahead" | "keep" | "decay";

const move: Formula<"weight" | "first" | "second", "gradient", Numbers> = (
  { add, sub, mul, div, sqrt, square },
  { weight, first, second, gradient, beta1, rest1, beta2, rest2, epsilon, here, ahead, keep, decay },
) => {
  const slope = add(gradient, mul(weight, decay));
  const mean = add(mul(first, beta1), mul(slope, rest1));
  const squares = add(mul(second, beta2), mul(square(slope), rest2));
  const step = div(add(mul(slope, here), mul(mean, ahead)), add(sqrt(squares), epsilon));
  return { weight: sub(mul(weight, keep), step), first: mean, second: squares };
};
