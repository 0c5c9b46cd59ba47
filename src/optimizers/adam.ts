/** Adam: each number moves by its mean gradient over the root of its mean square. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { adamUpdate, descentUpdate } from "../tensors/update.ts";
import { tf } from "../tf.ts";
import { decayed } from "../tensors/decayed.ts";
import { makeSlots } from "../tensors/make_slots.ts";
import { rate } from "../pace/rate.ts";
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";

/** How the weights move. */
export interface AdamOptions {
  /** The learning rate, or a schedule of it. */
  readonly lr: number | Schedule;
  /** The share of the mean gradient that stays, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** The share of the mean square that stays, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** What is added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number;
  /** How strongly the weights shrink: 0 by default in `adam`, 0.01 in `adamw`. */
  readonly weightDecay?: number;
}

/**
 * Adam (Kingma and Ba, 2015), as PyTorch's `Adam`: weight decay is added to the gradient.
 *
 * The slots of a weight are `first` and `second`, the running means of its gradient and of its gradient's square.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { adam, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([1], 1) };
 * const optimizer = adam({ lr: 0.1 });
 * const slots = optimizer.init(params);
 * // The first step is of size lr, however large the gradient is.
 * tf.tidy(() => optimizer.update({ w: tf.tensor1d([50]) }, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assertAlmostEquals(params.w.dataSync()[0]!, 0.9, 1e-6);
 * ```
 */
export function adam(options: AdamOptions): Optimizer {
  return byMoments("adam", options, { weightDecay: 0, decoupled: false });
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as PyTorch's `AdamW`: w -= lr * weightDecay * w, then
 * a step of Adam by the plain gradient.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { adamw, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([1], 1) };
 * const optimizer = adamw({ lr: 0.1, weightDecay: 0.5 });
 * const slots = optimizer.init(params);
 * tf.tidy(() => optimizer.update({ w: tf.tensor1d([50]) }, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assertAlmostEquals(params.w.dataSync()[0]!, 1 - 0.1 * 0.5 - 0.1, 1e-6);
 * ```
 */
export function adamw(options: AdamOptions): Optimizer {
  return byMoments("adamw", options, { weightDecay: 0.01, decoupled: true });
}

function byMoments(
  name: string,
  options: AdamOptions,
  { weightDecay: usual, decoupled }: { readonly weightDecay: number; readonly decoupled: boolean },
): Optimizer {
  const { lr, beta1: first = 0.9, beta2: second = 0.999, epsilon = 1e-8, weightDecay = usual } = options;
  const settings = settle(name, options, { lr, beta1: first, beta2: second, epsilon, weightDecay });
  const rateAt = rate(name, lr);
  requireRange(name, "in [0, 1)", { beta1: first, beta2: second });
  // Engines compute 1 - beta in float32, which is exact for a float32: else it is off by 1e-5, and the correction is not.
  const [beta1, beta2] = [float32Below1(first), float32Below1(second)];
  requireRange(name, "a finite number of at least 0", { epsilon, weightDecay });
  return Object.freeze<Optimizer>({
    name,
    settings,
    lr: rateAt,
    init: (params) => makeSlots(params, ["first", "second"]),
    update(grads, slots, params, moment) {
      const now = rateAt(moment.step, moment);
      const t = (moment.updates ?? moment.step) + 1;
      // The means begin at 0; their corrections are moved out of the update, as at the end of the paper's section 2.
      const root = Math.sqrt(1 - beta2 ** t);
      const numbers = { lr: now * root / (1 - beta1 ** t), beta1, beta2, epsilon: epsilon * root };
      for (const [weight, gradient] of Object.entries(grads)) {
        const w = params[weight]!;
        if (decoupled && weightDecay !== 0) descentUpdate(w, tf.mul(w, weightDecay), { lr: now });
        const g = decoupled ? gradient : decayed(gradient, w, weightDecay);
        adamUpdate(w, slots[`${weight}/first`]!, slots[`${weight}/second`]!, g, numbers);
      }
    },
  });
}

function float32Below1(value: number): number {
  return Math.min(Math.fround(value), 1 - 2 ** -24);
}
