/** Adadelta: steps in the units of the weights, by how far they have moved of late. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { type Formula, formulaUpdate } from "../tensors/formula_update.ts";
import { makeSlots } from "../tensors/slots.ts";
import { share } from "../tensors/running_mean.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, settle } from "../options/settle.ts";

/** How the weights move; each number may be a schedule. */
export interface AdadeltaOptions {
  /** The factor of the steps, or a schedule of it. Default 1. */
  readonly lr?: number | Schedule;
  /** The share of the mean squares that stays, in [0, 1). Default 0.9. */
  readonly rho?: number | Schedule;
  /** What is added to both mean squares. Default 1e-6. */
  readonly epsilon?: number | Schedule;
  /** The factor of the weight that is added to its gradient. Default 0. */
  readonly weightDecay?: number | Schedule;
}

/**
 * Adadelta (Zeiler, 2012), as PyTorch's `Adadelta`: s = rho * s + (1 - rho) * g², d = g * sqrt(u + epsilon) /
 * sqrt(s + epsilon), u = rho * u + (1 - rho) * d², w -= lr * d.
 *
 * The slots of a weight are `square` and `moved`, the running means of the squares of its gradient and of its steps.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { adadelta, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([1], 1) };
 * const optimizer = adadelta({ rho: 0.75, epsilon: 0.01 });
 * const slots = optimizer.init(params);
 * tf.tidy(() => optimizer.update({ w: tf.tensor1d([2]) }, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assertAlmostEquals(params.w.dataSync()[0]!, 1 - 2 * 0.1 / Math.sqrt(1 + 0.01), 1e-6);
 * ```
 */
export function adadelta(options: AdadeltaOptions = {}): Optimizer {
  const { lr = 1, rho = 0.9, epsilon = 1e-6, weightDecay = 0 } = given(options);
  const settings = settle("adadelta", options, { lr, rho, epsilon, weightDecay });
  const follow = followed("adadelta", {
    "a finite number of at least 0": { lr, epsilon, weightDecay },
    "in [0, 1)": { rho },
  });
  return Object.freeze<Optimizer>({
    name: "adadelta",
    elementwise: true,
    settings,
    lr: rate("adadelta", lr),
    init: (params) => makeSlots(params, ["square", "moved"]),
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, epsilon, weightDecay, ...given } = numbersOf(name);
        const rho = share(given.rho);
        formulaUpdate(move, {
          writes: { weight: params[name]!, square: slots[`${name}/square`]!, moved: slots[`${name}/moved`]! },
          reads: { gradient },
          numbers: { lr, rho, rest: 1 - rho, epsilon, decay: weightDecay },
          kernel: "AdadeltaUpdate",
        });
      }
    },
  });
}

type Numbers = "lr" | "rho" | "rest" | "epsilon" | "decay";

const move: Formula<"weight" | "square" | "moved", "gradient", Numbers> = (
  { add, sub, mul, div, sqrt, square: squared },
  { weight, square, moved, gradient, lr, rho, rest, epsilon, decay },
) => {
  const slope = add(gradient, mul(weight, decay));
  const squares = add(mul(square, rho), mul(squared(slope), rest));
  const step = mul(slope, div(sqrt(add(moved, epsilon)), sqrt(add(squares, epsilon))));
  return {
    weight: sub(weight, mul(step, lr)),
    square: squares,
    moved: add(mul(moved, rho), mul(squared(step), rest)),
  };
};
