/** Adagrad: each number moves by its gradient over the root of the sum of all its squares so far. */
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { type Formula, formulaUpdate } from "../tensors/formula_update.ts";
import { makeSlots } from "../tensors/slots.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, requireRange, settle } from "../options/settle.ts";

/** How the weights move; each number but `initialAccumulator` may be a schedule. */
export interface AdagradOptions {
  /** The learning rate. */
  readonly lr: number | Schedule;
  /** What each sum of squares begins with. Default 0. */
  readonly initialAccumulator?: number;
  /** What is added to the root of the sum. Default 1e-10. */
  readonly epsilon?: number | Schedule;
  /** The factor of the weight that is added to its gradient. Default 0. */
  readonly weightDecay?: number | Schedule;
}

/**
 * Adagrad (Duchi et al., 2011), as PyTorch's `Adagrad`: s += g², then w -= lr * g / (sqrt(s) + epsilon).
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { adagrad, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([1], 1) };
 * const optimizer = adagrad({ lr: 0.1 });
 * const slots = optimizer.init(params);
 * for (let step = 0; step < 2; step++) {
 *   tf.tidy(() => optimizer.update({ w: tf.tensor1d([50]) }, slots, params, { step, steps: 2, stepsPerEpoch: 2 }));
 * }
 * assertAlmostEquals(params.w.dataSync()[0]!, 1 - 0.1 - 0.1 / Math.sqrt(2), 1e-6);
 * ```
 */
export function adagrad(options: AdagradOptions): Optimizer {
  const { lr, initialAccumulator = 0, epsilon = 1e-10, weightDecay = 0 } = given(options);
  const settings = settle("adagrad", options, { lr, initialAccumulator, epsilon, weightDecay });
  const follow = followed("adagrad", { "a finite number of at least 0": { lr, epsilon, weightDecay } });
  requireRange("adagrad", "a finite number of at least 0", { initialAccumulator });
  return Object.freeze<Optimizer>({
    name: "adagrad",
    elementwise: true,
    settings,
    lr: rate("adagrad", lr),
    init: (params) => makeSlots(params, ["sum"], initialAccumulator),
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, epsilon, weightDecay } = numbersOf(name);
        formulaUpdate(move, {
          writes: { weight: params[name]!, sum: slots[`${name}/sum`]! },
          reads: { gradient },
          numbers: { lr, epsilon, decay: weightDecay },
          kernel: "AdagradUpdate",
        });
      }
    },
  });
}

const move: Formula<"weight" | "sum", "gradient", "lr" | "epsilon" | "decay"> = (
  { add, sub, mul, div, sqrt, square },
  { weight, sum, gradient, lr, epsilon, decay },
) => {
  const slope = add(gradient, mul(weight, decay)), squares = add(sum, square(slope));
  return { weight: sub(weight, mul(div(slope, add(sqrt(squares), epsilon)), lr)), sum: squares };
};
