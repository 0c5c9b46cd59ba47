/** RMSprop: each number moves by its gradient over the root of its mean square. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { descentUpdate, momentumUpdate } from "../tensors/update.ts";
import { tf } from "../tf.ts";
import { decayed } from "../tensors/decayed.ts";
import { makeSlots } from "../tensors/make_slots.ts";
import { rate } from "../pace/rate.ts";
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";

/** How the weights move. */
export interface RmspropOptions {
  /** The learning rate, or a schedule of it. */
  readonly lr: number | Schedule;
  /** The share of the mean square that stays, in [0, 1). Default 0.99. */
  readonly alpha?: number;
  /** The share of the velocity that stays, in [0, 1). Default 0. */
  readonly momentum?: number;
  /** What is added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number;
  /** The factor of the weight that is added to its gradient. Default 0. */
  readonly weightDecay?: number;
}

/**
 * RMSprop (Tieleman and Hinton, 2012), as PyTorch's `RMSprop`: s = alpha * s + (1 - alpha) * g²,
 * then w -= lr * g / (sqrt(s) + epsilon), with momentum if asked for.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { rmsprop, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([1], 1) };
 * const optimizer = rmsprop({ lr: 0.1, alpha: 0.75 });
 * const slots = optimizer.init(params);
 * tf.tidy(() => optimizer.update({ w: tf.tensor1d([50]) }, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assertAlmostEquals(params.w.dataSync()[0]!, 1 - 0.1 / Math.sqrt(0.25), 1e-6);
 * ```
 */
export function rmsprop(options: RmspropOptions): Optimizer {
  const { lr, alpha = 0.99, momentum = 0, epsilon = 1e-8, weightDecay = 0 } = options;
  const settings = settle("rmsprop", options, { lr, alpha, momentum, epsilon, weightDecay });
  const rateAt = rate("rmsprop", lr);
  requireRange("rmsprop", "in [0, 1)", { alpha, momentum });
  requireRange("rmsprop", "a finite number of at least 0", { epsilon, weightDecay });
  return Object.freeze<Optimizer>({
    name: "rmsprop",
    settings,
    lr: rateAt,
    init: (params) => makeSlots(params, momentum === 0 ? ["square"] : ["square", "velocity"]),
    update(grads, slots, params, moment) {
      const now = rateAt(moment.step, moment);
      for (const [name, gradient] of Object.entries(grads)) {
        const w = params[name]!, square = slots[`${name}/square`]!;
        const g = decayed(gradient, w, weightDecay);
        square.assign(tf.add(tf.mul(square, alpha), tf.mul(tf.square(g), 1 - alpha)));
        const direction = tf.div(g, tf.add(tf.sqrt(square), epsilon));
        if (momentum === 0) descentUpdate(w, direction, { lr: now });
        else momentumUpdate(w, slots[`${name}/velocity`]!, direction, { lr: now, momentum, nesterov: false });
      }
    },
  });
}
