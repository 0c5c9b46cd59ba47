/** Batches as many times as large as there are ranks, and learning rates with them: the linear rule. */
import type { Dataset } from "../../dataset.ts";
import type { Moment, Optimizer } from "../../optimizer.ts";

/**
 * The dataset with batches so many times as large.
 *
 * @throws {TypeError} If it cannot be made with others.
 */
export function largerBatches<X, Y, P>(data: Dataset<X, Y, P>, times: number): Dataset<X, Y, P> {
  if (data.larger !== undefined) return data.larger(times);
  throw new TypeError(
    `Cannot scale the batches of ${data.name} as it must know how to make larger ones: got ranks: { scale: true }. ` +
      "Multiply batchSize and lr by (await group()).size instead.",
  );
}

/**
 * The optimizer with so many times its learning rate (Goyal et al., 2017), schedules and rates of groups too. One of a user's own asks
 * `Moment.own` for its numbers, or goes on at its own rate.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { groups, sgd, tf, weight } from "jsr:@raptor/raptor";
 * import { fasterBy } from "./scaled_by.ts";
 *
 * const params = { a: weight([], 0), b: weight([], 0) }, grads = { a: tf.scalar(1), b: tf.scalar(1) };
 * const optimizer = fasterBy(groups(sgd({ lr: 0.1 }), { weights: { b: { lr: 0.2 } } }), 4);
 * const span = { steps: 9, stepsPerEpoch: 9 };
 * tf.tidy(() => optimizer.update(grads, optimizer.init(params), params, { step: 0, ...span }));
 * const told = [...Object.values(params).map((weight) => weight.dataSync()[0]!), optimizer.lr(0, span)];
 * for (const [i, lr] of [-0.4, -0.8, 0.4].entries()) assertAlmostEquals(told[i]!, lr, 1e-6);
 * ```
 */
export function fasterBy(optimizer: Optimizer, factor: number): Optimizer {
  return optimizer.within?.(optimizer, (inner) => fasterBy(inner, factor)) ?? innermost(optimizer, factor);
}

function innermost(optimizer: Optimizer, factor: number): Optimizer {
  const faster = (moment: Moment): Moment => ({
    ...moment,
    own(weight, numbers) {
      const own = moment.own?.(weight, numbers) ?? numbers;
      return own.lr === undefined ? own : { ...own, lr: factor * own.lr };
    },
  });
  return Object.freeze<Optimizer>({
    ...optimizer,
    lr: (step, span) => factor * optimizer.lr(step, span),
    ...optimizer.rates && {
      rates: (step, span) =>
        Object.fromEntries(Object.entries(optimizer.rates!(step, span)).map(([name, lr]) => [name, factor * lr])),
    },
    update: (grads, slots, params, moment) => optimizer.update(grads, slots, params, faster(moment)),
    ...optimizer.flush && { flush: (slots, params, moment) => optimizer.flush!(slots, params, faster(moment)) },
  });
}
