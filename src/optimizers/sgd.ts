/** Stochastic gradient descent. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { decayed, descentUpdate, momentumUpdate } from "../tensors/update.ts";
import { makeSlots } from "../tensors/slots.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, requireRange, settle } from "../options/settle.ts";

/** How the weights move; each number may be a schedule. */
export interface SgdOptions {
  /** The learning rate. */
  readonly lr: number | Schedule;
  /** The share of the velocity that stays, in [0, 1). Default 0. */
  readonly momentum?: number | Schedule;
  /** The factor of the weight that is added to its gradient. Default 0. */
  readonly weightDecay?: number | Schedule;
  /** Whether to look ahead along the velocity (Nesterov, 1983); needs momentum. Default false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent, as PyTorch's `SGD`: g += weightDecay * w, v = momentum * v + g, w -= lr * v.
 *
 * @throws {RangeError} If a number is out of its range.
 * @throws {TypeError} If there is an option that it does not know.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sgd, tf } from "jsr:@raptor/raptor";
 *
 * const params = { w: tf.variable(tf.tensor1d([1])) };
 * const optimizer = sgd({ lr: 0.1, momentum: 0.9 });
 * const slots = optimizer.init(params);
 * for (let step = 0; step < 2; step++) {
 *   tf.tidy(() => optimizer.update({ w: tf.tensor1d([1]) }, slots, params, { step, steps: 2, stepsPerEpoch: 2 }));
 * }
 * assertAlmostEquals(params.w.dataSync()[0]!, 1 - 0.1 - 0.19, 1e-6);
 * ```
 */
export function sgd(options: SgdOptions): Optimizer {
  const { lr, momentum = 0, weightDecay = 0, nesterov = false } = given(options);
  const settings = settle("sgd", options, { lr, momentum, weightDecay, nesterov });
  const follow = followed("sgd", {
    "a finite number of at least 0": { lr, weightDecay },
    "in [0, 1)": { momentum },
  });
  requireRange("sgd", "true or false", { nesterov });
  if (nesterov && momentum === 0) {
    throw new RangeError(`Cannot make sgd as nesterov needs a momentum above 0: got ${momentum}.`);
  }
  return Object.freeze<Optimizer>({
    name: "sgd",
    elementwise: true,
    settings,
    lr: rate("sgd", lr),
    init: (params) => momentum === 0 ? {} : makeSlots(params, ["velocity"]),
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, momentum, weightDecay } = numbersOf(name), w = params[name]!, velocity = slots[`${name}/velocity`];
        const g = decayed(gradient, w, weightDecay);
        if (velocity === undefined) descentUpdate(w, g, { lr });
        else momentumUpdate(w, velocity, g, { lr, momentum, nesterov });
      }
    },
  });
}
