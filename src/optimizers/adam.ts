/** Adam: each number moves by its mean gradient over the root of its mean square. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { adamUpdate, decayed } from "../tensors/update.ts";
import { amsgradUpdate } from "../tensors/amsgrad_update.ts";
import { debias, over, rootOf, share, times } from "../tensors/running_mean.ts";
import { makeSlots } from "../tensors/slots.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, requireRange, settle } from "../options/settle.ts";

/** How the weights move; each number may be a schedule. */
export interface AdamOptions {
  /** The learning rate. */
  readonly lr: number | Schedule;
  /** The share of the mean gradient that stays, in [0, 1). Default 0.9. */
  readonly beta1?: number | Schedule;
  /** The share of the mean square that stays, in [0, 1). Default 0.999. */
  readonly beta2?: number | Schedule;
  /** What is added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number | Schedule;
  /** How strongly the weights shrink: 0 by default in `adam`, 0.01 in `adamw`. */
  readonly weightDecay?: number | Schedule;
  /** Whether to divide by the largest mean square so far (Reddi et al., 2018), kept in the slot `largest`. Default false. */
  readonly amsgrad?: boolean;
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
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as PyTorch's `AdamW`: w *= 1 - lr * weightDecay, then
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
  const { lr, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = usual, amsgrad = false } = given(options);
  const settings = settle(name, options, { lr, beta1, beta2, epsilon, weightDecay, amsgrad });
  const follow = followed(name, {
    "a finite number of at least 0": { lr, epsilon, weightDecay },
    "in [0, 1)": { beta1, beta2 },
  });
  requireRange(name, "true or false", { amsgrad });
  return Object.freeze<Optimizer>({
    name,
    elementwise: true,
    settings,
    lr: rate(name, lr),
    init: (params) => makeSlots(params, amsgrad ? ["first", "second", "largest"] : ["first", "second"]),
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment), { rest } = debias(moment);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, epsilon, weightDecay, ...betas } = numbersOf(name), w = params[name]!;
        const beta1 = share(betas.beta1), beta2 = share(betas.beta2);
        // The means begin at 0; their corrections are moved out of the update, as at the end of the paper's section 2.
        const root = rootOf(rest(beta2));
        const corrected = { lr: over(times(lr, root), rest(beta1)), epsilon: times(epsilon, root) };
        const numbers = { ...corrected, beta1, beta2, keep: decoupled ? 1 - lr * weightDecay : 1 };
        const g = decoupled ? gradient : decayed(gradient, w, weightDecay);
        const [first, second, largest] = ["first", "second", "largest"].map((slot) => slots[`${name}/${slot}`]);
        if (largest === undefined) adamUpdate(w, first!, second!, g, numbers);
        else amsgradUpdate({ weight: w, first: first!, second: second!, largest }, g, numbers);
      }
    },
  });
}
