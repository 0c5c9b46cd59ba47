/** RMSprop: each number moves by its gradient over the root of its mean square. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import type { tf } from "../tf.ts";
import { type Formula, formulaUpdate } from "../tensors/formula_update.ts";
import { makeSlots } from "../tensors/slots.ts";
import { share } from "../tensors/running_mean.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, requireRange, settle } from "../options/settle.ts";

/** How the weights move; each number may be a schedule. */
export interface RmspropOptions {
  /** The learning rate. */
  readonly lr: number | Schedule;
  /** The share of the mean square that stays, in [0, 1). Default 0.99. */
  readonly alpha?: number | Schedule;
  /** The share of the velocity that stays, in [0, 1). Default 0. */
  readonly momentum?: number | Schedule;
  /** What is added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number | Schedule;
  /** The factor of the weight that is added to its gradient. Default 0. */
  readonly weightDecay?: number | Schedule;
  /** Whether the mean gradient is taken off the mean square, as in Graves (2013). Default false. */
  readonly centered?: boolean;
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
  const { lr, alpha = 0.99, momentum = 0, epsilon = 1e-8, weightDecay = 0, centered = false } = given(options);
  const settings = settle("rmsprop", options, { lr, alpha, momentum, epsilon, weightDecay, centered });
  const follow = followed("rmsprop", {
    "a finite number of at least 0": { lr, epsilon, weightDecay },
    "in [0, 1)": { alpha, momentum },
  });
  requireRange("rmsprop", "true or false", { centered });
  const remembered = ["square", ...centered ? ["mean"] : [], ...momentum === 0 ? [] : ["velocity"]];
  const move = formulaOf(centered, momentum !== 0);
  return Object.freeze<Optimizer>({
    name: "rmsprop",
    elementwise: true,
    settings,
    lr: rate("rmsprop", lr),
    init: (params) => makeSlots(params, remembered),
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, momentum, epsilon, weightDecay, ...given } = numbersOf(name), alpha = share(given.alpha);
        const own = Object.fromEntries(remembered.map((slot) => [slot, slots[`${name}/${slot}`]!]));
        formulaUpdate(move, {
          writes: { weight: params[name]!, ...own } as Record<Slot, tf.Variable>,
          reads: { gradient },
          numbers: { lr, alpha, rest: 1 - alpha, momentum, epsilon, decay: weightDecay, none: 0 },
        });
      }
    },
  });
}

type Slot = "weight" | "square" | "mean" | "velocity";
type Numbers = "lr" | "alpha" | "rest" | "momentum" | "epsilon" | "decay" | "none";

/** What is remembered beside the weight depends on what was asked for; the others are neither read nor written. */
function formulaOf(centered: boolean, hurried: boolean): Formula<Slot, "gradient", Numbers> {
  return ({ add, sub, mul, div, max, sqrt, square: squared }, values) => {
    const { weight, square, mean, velocity, gradient, lr, alpha, rest, momentum, epsilon, decay, none } = values;
    const slope = add(gradient, mul(weight, decay));
    const squares = add(mul(square, alpha), mul(squared(slope), rest));
    const middle = centered ? add(mul(mean, alpha), mul(slope, rest)) : undefined;
    // Rounding may leave a variance of nothing below 0.
    const root = sqrt(middle === undefined ? squares : max(sub(squares, squared(middle)), none));
    const direction = div(slope, add(root, epsilon));
    const moved = hurried ? add(mul(velocity, momentum), direction) : direction;
    const changed = { weight: sub(weight, mul(moved, lr)), square: squares };
    return { ...changed, ...centered && { mean: middle }, ...hurried && { velocity: moved } } as Record<
      Slot,
      typeof lr
    >;
  };
}
