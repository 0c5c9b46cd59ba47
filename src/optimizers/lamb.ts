/** LAMB: steps of Adam, as long as the weights they move. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { debias, over, rootOf, share, times } from "../tensors/running_mean.ts";
import { type Formula, formulaUpdate } from "../tensors/formula_update.ts";
import { makeSlots } from "../tensors/slots.ts";
import { tf } from "../tf.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, settle } from "../options/settle.ts";

/** How the weights move; each number may be a schedule. */
export interface LambOptions {
  /** The learning rate: about the share of its length that a weight moves in a step. */
  readonly lr: number | Schedule;
  /** The share of the mean gradient that stays, in [0, 1). Default 0.9. */
  readonly beta1?: number | Schedule;
  /** The share of the mean square that stays, in [0, 1). Default 0.999. */
  readonly beta2?: number | Schedule;
  /** What is added to the root of the mean square. Default 1e-6. */
  readonly epsilon?: number | Schedule;
  /** How strongly the weights shrink. Default 0.01. */
  readonly weightDecay?: number | Schedule;
}

/**
 * LAMB (You et al., 2020, Algorithm 2), for very large batches: r = m' / (sqrt(v') + epsilon) + weightDecay * w, with the
 * corrected means of Adam, then w -= lr * |w| / |r| * r. Where one of the lengths is 0, their ratio is 1.
 *
 * The slots of a weight are `first` and `second`, as those of `adam`.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { lamb, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([1], 4) };
 * const optimizer = lamb({ lr: 0.1, weightDecay: 0 });
 * const slots = optimizer.init(params);
 * tf.tidy(() => optimizer.update({ w: tf.tensor1d([50]) }, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assertAlmostEquals(params.w.dataSync()[0]!, 4 - 0.1 * 4, 1e-6);
 * ```
 */
export function lamb(options: LambOptions): Optimizer {
  const { lr, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-6, weightDecay = 0.01 } = given(options);
  const settings = settle("lamb", options, { lr, beta1, beta2, epsilon, weightDecay });
  const follow = followed("lamb", {
    "a finite number of at least 0": { lr, epsilon, weightDecay },
    "in [0, 1)": { beta1, beta2 },
  });
  return Object.freeze<Optimizer>({
    name: "lamb",
    settings,
    lr: rate("lamb", lr),
    init: (params) => makeSlots(params, ["first", "second"]),
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment), { rest } = debias(moment);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, epsilon, weightDecay, ...given } = numbersOf(name);
        const beta1 = share(given.beta1), beta2 = share(given.beta2), root = rootOf(rest(beta2));
        const w = params[name]!, first = slots[`${name}/first`]!, second = slots[`${name}/second`]!;
        formulaUpdate(remember, {
          writes: { first, second },
          reads: { gradient },
          numbers: { beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2 },
        });
        const scaled = tf.div(first, tf.add(tf.sqrt(second), times(epsilon, root)));
        const step = tf.add(tf.mul(scaled, over(root, rest(beta1))), tf.mul(w, weightDecay));
        const [size, length] = [w, step].map((it) => tf.sqrt(tf.sum(tf.square(it)))) as [tf.Tensor, tf.Tensor];
        const known = tf.logicalAnd(tf.greater(size, 0), tf.greater(length, 0));
        const ratio = tf.where(known, tf.div(size, tf.maximum(length, 1e-30)), tf.onesLike(size));
        w.assign(tf.sub(w, tf.mul(step, tf.mul(ratio, lr))));
      }
    },
  });
}

const remember: Formula<"first" | "second", "gradient", "beta1" | "rest1" | "beta2" | "rest2"> = (
  { add, mul, square },
  { first, second, gradient, beta1, rest1, beta2, rest2 },
) => ({
  first: add(mul(first, beta1), mul(gradient, rest1)),
  second: add(mul(second, beta2), mul(square(gradient), rest2)),
});
