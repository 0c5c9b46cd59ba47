/** RAdam: Adam that waits until it knows enough of the squares. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { type Amount, debias, over, rootOf, share, times } from "../tensors/running_mean.ts";
import { type Formula, formulaUpdate } from "../tensors/formula_update.ts";
import { makeSlots } from "../tensors/slots.ts";
import { tf } from "../tf.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, requireRange, settle } from "../options/settle.ts";

/** How the weights move; each number may be a schedule. */
export interface RadamOptions {
  /** The learning rate. */
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
}

/**
 * RAdam (Liu et al., 2020), as PyTorch's `RAdam`: in the first steps, of whose squares the mean is not yet to be trusted,
 * w -= lr * m / (1 - beta1^t); afterwards a step of Adam times the paper's rectification. It needs no warm-up.
 *
 * The slots of a weight are `first` and `second`, as those of `adam`.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { radam, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([1], 1) };
 * const optimizer = radam({ lr: 0.1 });
 * const slots = optimizer.init(params);
 * // The first steps are those of gradient descent.
 * tf.tidy(() => optimizer.update({ w: tf.tensor1d([5]) }, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assertAlmostEquals(params.w.dataSync()[0]!, 0.5, 1e-6);
 * ```
 */
export function radam(options: RadamOptions): Optimizer {
  const { lr, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, decoupled = false } = given(options);
  const settings = settle("radam", options, { lr, beta1, beta2, epsilon, weightDecay, decoupled });
  const follow = followed("radam", {
    "a finite number of at least 0": { lr, epsilon, weightDecay },
    "in [0, 1)": { beta1, beta2 },
  });
  requireRange("radam", "true or false", { decoupled });
  return Object.freeze<Optimizer>({
    name: "radam",
    elementwise: true,
    settings,
    lr: rate("radam", lr),
    init: (params) => makeSlots(params, ["first", "second"]),
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment), { t, rest } = debias(moment);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, epsilon, weightDecay, ...given } = numbersOf(name);
        const beta1 = share(given.beta1), beta2 = share(given.beta2);
        const size = over(lr, rest(beta1)), squares = rest(beta2), { factor, plain } = rectification(beta2, t, squares);
        formulaUpdate(move, {
          writes: { weight: params[name]!, first: slots[`${name}/first`]!, second: slots[`${name}/second`]! },
          reads: { gradient },
          numbers: {
            ...{ beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, epsilon },
            ...{
              scaled: times(times(size, factor), rootOf(squares)),
              plain: times(size, plain),
            },
            ...{ keep: decoupled ? 1 - lr * weightDecay : 1, decay: decoupled ? 0 : weightDecay },
          },
        });
      }
    },
  });
}

/**
 * The factor of Adam's step, from the variance of what a mean of so many squares says, and that of a plain step: one of them
 * is 0.
 *
 * @param rest 1 - beta2^t.
 */
function rectification(beta2: number, t: Amount, rest: Amount): { readonly factor: Amount; readonly plain: Amount } {
  const most = 2 / (1 - beta2) - 1, least = (most - 4) * (most - 2);
  if (typeof t === "number" && typeof rest === "number") {
    const length = most - 2 * t * beta2 ** t / rest;
    if (length <= 5) return { factor: 0, plain: 1 };
    return { factor: Math.sqrt((length - 4) * (length - 2) * most / (least * length)), plain: 0 };
  }
  const length = tf.sub(most, tf.div(tf.mul(tf.mul(2, t), tf.sub(1, rest)), rest)), known = tf.greater(length, 5);
  const long = tf.maximum(length, 5), ratio = tf.div(tf.mul(tf.sub(long, 4), tf.sub(long, 2)), long);
  const factor = tf.mul(tf.sqrt(tf.mul(ratio, most / least)), tf.cast(known, "float32")) as tf.Scalar;
  return { factor, plain: tf.cast(tf.logicalNot(known), "float32") as tf.Scalar };
}

type Numbers = "beta1" | "rest1" | "beta2" | "rest2" | "epsilon" | "scaled" | "plain" | "keep" | "decay";

const move: Formula<"weight" | "first" | "second", "gradient", Numbers> = (
  { add, sub, mul, div, sqrt, square },
  { weight, first, second, gradient, beta1, rest1, beta2, rest2, epsilon, scaled, plain, keep, decay },
) => {
  const slope = add(gradient, mul(weight, decay));
  const mean = add(mul(first, beta1), mul(slope, rest1));
  const squares = add(mul(second, beta2), mul(square(slope), rest2));
  // One of the two factors is 0, so that every step asks for the same operations.
  const factor = add(div(scaled, add(sqrt(squares), epsilon)), plain);
  return { weight: sub(mul(weight, keep), mul(mean, factor)), first: mean, second: squares };
};
