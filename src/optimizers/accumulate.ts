/** Large batches in small parts: gradients add up over steps before the weights move. */
import type { Optimizer } from "../optimizer.ts";
import { tf } from "../tf.ts";
import { makeSlots } from "../tensors/make_slots.ts";
import { plainRecord } from "../options/plain.ts";
import { requireRange } from "../options/require_range.ts";

/**
 * Moves the weights once in `n` steps, by the mean gradient of those steps, as MMEngine's `accumulative_counts`.
 *
 * Steps are counted over the whole run, across epochs. Its last step always moves the weights, by the mean of those
 * that are left. Schedules go on counting steps, not updates. Batch norm still sees each small batch by itself.
 *
 * The slots of a weight are those of the optimizer and `accumulated`, the sum so far.
 *
 * @param n Steps for one update.
 * @param optimizer What moves the weights; a chain is clipped after the gradients have been added up.
 * @throws {RangeError} If `n` is not a whole number of at least 1.
 * @throws {TypeError} If the second part is no optimizer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accumulate, sgd, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([], 0) };
 * const optimizer = accumulate(2, sgd({ lr: 1 }));
 * const slots = optimizer.init(params);
 * const walk = [1, 3, 7].map((gradient, step) => {
 *   tf.tidy(() => optimizer.update({ w: tf.scalar(gradient) }, slots, params, { step, steps: 3, stepsPerEpoch: 3 }));
 *   return params.w.dataSync()[0];
 * });
 * assertEquals(walk, [0, -2, -9]);
 * ```
 */
export function accumulate(n: number, optimizer: Optimizer): Optimizer {
  requireRange("accumulate", "a whole number of at least 1", { n });
  if (typeof optimizer?.update !== "function") {
    throw new TypeError(
      `Cannot make accumulate as its second part must be an optimizer: got ${
        (optimizer as Optimizer | undefined)?.name
      }.`,
    );
  }
  return Object.freeze<Optimizer>({
    name: `accumulate > ${optimizer.name}`,
    settings: plainRecord({ n, optimizer }),
    lr: (step, span) => optimizer.lr(step, span),
    init: (params) => ({ ...optimizer.init(params), ...makeSlots(params, ["accumulated"]) }),
    update(grads, slots, params, moment) {
      const { step, steps } = moment;
      const sums: Record<string, tf.Tensor> = {};
      for (const [name, gradient] of Object.entries(grads)) {
        const sum = slots[`${name}/accumulated`]!;
        sum.assign(tf.add(sum, gradient));
        sums[name] = sum;
      }
      const place = step % n + 1;
      if (place < n && step + 1 !== steps) return;
      const means = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, tf.div(sum, place)]));
      optimizer.update(means, slots, params, { ...moment, updates: Math.floor(step / n) });
      for (const name of Object.keys(grads)) {
        const sum = slots[`${name}/accumulated`]!;
        sum.assign(tf.zerosLike(sum));
      }
    },
  });
}
