/** NAdam: Adam that looks ahead along its mean gradient, as Nesterov's momentum does. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { type Amount, debias, over, rootOf, share, times } from "../tensors/running_mean.ts";
import { type Formula, formulaUpdate } from "../tensors/formula_update.ts";
import { makeSlots, newer } from "../tensors/slots.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, requireRange, settle } from "../options/settle.ts";

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
  const { lr, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, decoupled = false } = given(options);
  const { momentumDecay = 0.004 } = given(options);
  const settings = settle("nadam", options, { lr, beta1, beta2, epsilon, weightDecay, decoupled, momentumDecay });
  const follow = followed("nadam", {
    "a finite number of at least 0": { lr, epsilon, weightDecay },
    "in [0, 1)": { beta1, beta2 },
  });
  requireRange("nadam", "a finite number of at least 0", { momentumDecay });
  requireRange("nadam", "true or false", { decoupled });
  const fade = momentumDecay * Math.log(0.96);
  function grown(t: number): number;
  function grown(t: Amount): Amount;
  function grown(t: Amount): Amount {
    if (typeof t === "number") return 1 - 0.5 * 0.96 ** (t * momentumDecay);
    return tf.sub(1, tf.mul(tf.exp(tf.mul(t, fade)), 0.5)) as tf.Scalar;
  }
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
    elementwise: true,
    settings,
    lr: rate("nadam", lr),
    init(params) {
      const slots = makeSlots(params, ["first", "second"]);
      return Object.keys(slots).length === 0
        ? slots
        : { ...slots, [PRODUCT]: newer(weight([], 1, { trainable: false })) };
    },
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment), { t, rest } = debias(moment), asked = moment.updates ?? moment.step;
      // Where an update may have been left out the host does not know the product; the slot is taken back with it.
      const kept = slots[PRODUCT]!, known = () => tf.where(tf.greater(kept, 0), kept, productAt(asked));
      const far = typeof t === "number" ? productAt(t) : times(known() as tf.Scalar, grown(t));
      kept.assign(typeof far === "number" ? tf.scalar(far) : far);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, epsilon, weightDecay, ...given } = numbersOf(name);
        const beta1 = share(given.beta1), beta2 = share(given.beta2);
        const mu = times(beta1, grown(t)),
          next = times(beta1, grown(after(t))),
          passed = times(powerOf(beta1, rest), far);
        const root = rootOf(rest(beta2)), size = times(lr, root);
        formulaUpdate(move, {
          writes: { weight: params[name]!, first: slots[`${name}/first`]!, second: slots[`${name}/second`]! },
          reads: { gradient },
          numbers: {
            ...{ beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, epsilon: times(epsilon, root) },
            here: over(times(size, without(mu)), without(passed)),
            ahead: over(times(size, next), without(times(passed, next))),
            ...{ keep: decoupled ? 1 - lr * weightDecay : 1, decay: decoupled ? 0 : weightDecay },
          },
        });
      }
    },
  });
}

/** The product of what the momentum was multiplied with, where updates may be left out. */
const PRODUCT = "nadam/product";

/** 1 - a. */
function without(a: Amount): Amount {
  return typeof a === "number" ? 1 - a : tf.sub(1, a) as tf.Scalar;
}

/** The number of the update after this one. */
function after(t: Amount): Amount {
  return typeof t === "number" ? t + 1 : tf.add(t, 1) as tf.Scalar;
}

/** A share to the power of the number of this update. */
function powerOf(share: number, rest: (share: number) => Amount): Amount {
  return without(rest(share));
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
