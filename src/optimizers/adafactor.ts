/** Adafactor: Adam without a mean gradient, and with the mean squares of rows and columns in place of those of numbers. */
import type { Params } from "../model.ts";
import type { Optimizer } from "../optimizer.ts";
import type { Schedule } from "../schedule.ts";
import { type Amount, debias } from "../tensors/running_mean.ts";
import { distinct } from "../tensors/by_name.ts";
import { followUpdate } from "../tensors/update.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { followed, rate } from "../pace/followed.ts";
import { given, requireRange, settle } from "../options/settle.ts";

/** How the weights move; `lr` and `weightDecay` may be schedules. */
export interface AdafactorOptions {
  /** The most that a weight moves as a share of its size in a step; 1 over the root of the updates bounds it too. Default 0.01. */
  readonly lr?: number | Schedule;
  /** The power of the number of the update that is the share of a new square, below 0. Default -0.8. */
  readonly decay?: number;
  /** The least root of a mean square, above 0. Default that of float32, 2^-23. */
  readonly epsilon?: number;
  /** The least size that a weight is taken for. Default 0.001. */
  readonly leastSize?: number;
  /** How long a step may be, in roots of the mean square, before it is cut, at least 1. Default 1. */
  readonly clip?: number;
  /** How strongly the weights shrink, by themselves as in `adamw`. Default 0. */
  readonly weightDecay?: number | Schedule;
}

/**
 * Adafactor (Shazeer and Stern, 2018), as PyTorch's `Adafactor`: the mean squares of a gradient are the product of those of its
 * rows and columns (the last two axes); the step is of the size of the weight times min(lr, 1 / sqrt(t)), cut where it is long.
 *
 * The slots of a weight are `rows` and `columns`, or `square` for one of a single axis: next to nothing beside what Adam keeps.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { adafactor, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([2, 3], 4) };
 * const optimizer = adafactor({ lr: 0.1 });
 * const slots = optimizer.init(params);
 * assertEquals([slots["w/rows"]!.shape, slots["w/columns"]!.shape], [[2, 1], [1, 3]]);
 * tf.tidy(() => optimizer.update({ w: tf.fill([2, 3], 50) }, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assertAlmostEquals(params.w.dataSync()[0]!, 4 - 0.1 * 4, 1e-5);
 * ```
 */
export function adafactor(options: AdafactorOptions = {}): Optimizer {
  const { lr = 0.01, decay = -0.8, epsilon = 2 ** -23, leastSize = 1e-3, clip = 1, weightDecay = 0 } = given(options);
  const settings = settle("adafactor", options, { lr, decay, epsilon, leastSize, clip, weightDecay });
  const follow = followed("adafactor", { "a finite number of at least 0": { lr, weightDecay } });
  requireRange("adafactor", "a finite number of at least 0", { leastSize });
  requireRange("adafactor", "a finite number above 0", { epsilon });
  if (!(decay < 0)) throw new RangeError(`Cannot make adafactor as decay must be below 0: got ${decay}.`);
  if (!(clip >= 1)) throw new RangeError(`Cannot make adafactor as clip must be at least 1: got ${clip}.`);
  return Object.freeze<Optimizer>({
    name: "adafactor",
    settings,
    lr: rate("adafactor", lr),
    init: makeSquares,
    update(grads, slots, params, moment) {
      const numbersOf = follow(moment), { t } = debias(moment), share = power(t, decay), most = power(t, -0.5);
      for (const [name, gradient] of Object.entries(grads)) {
        const { lr, weightDecay } = numbersOf(name), w = params[name]!;
        const size = tf.mul(tf.maximum(rootOfMean(w), leastSize), tf.minimum(lr, most));
        const squares = tf.square(gradient);
        let mean: tf.Tensor;
        if (gradient.rank > 1) {
          const rows = slots[`${name}/rows`]!, columns = slots[`${name}/columns`]!;
          followUpdate(rows, tf.mean(squares, -1, true), { share });
          followUpdate(columns, tf.mean(squares, -2, true), { share });
          mean = tf.mul(tf.div(rows, tf.maximum(tf.mean(rows, -2, true), epsilon)), columns);
        } else {
          followUpdate(mean = slots[`${name}/square`]!, squares, { share });
        }
        // epsilon² is far below what float32 holds beside 1: the root is taken first.
        const step = tf.div(gradient, tf.maximum(tf.sqrt(mean), epsilon));
        const cut = tf.maximum(tf.div(rootOfMean(step), clip), 1);
        const kept = weightDecay === 0 ? w : tf.mul(w, 1 - lr * weightDecay);
        w.assign(tf.sub(kept, tf.mul(step, tf.div(size, cut))));
      }
    },
  });
}

/** t to a power, on the host where it is known there. */
function power(t: Amount, exponent: number): Amount {
  return typeof t === "number" ? t ** exponent : tf.pow(t, exponent) as tf.Scalar;
}

function rootOfMean(tensor: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.mean(tf.square(tensor)));
}

function makeSquares(params: Params): Record<string, tf.Variable> {
  const learned = Object.entries(distinct(params)).filter(([, { trainable }]) => trainable);
  const zeros = (shape: readonly number[]) => weight(shape, 0, { trainable: false });
  return Object.fromEntries(learned.flatMap(([name, { shape }]): [string, tf.Variable][] => {
    if (shape.length < 2) return [[`${name}/square`, zeros(shape)]];
    return [
      [`${name}/rows`, zeros([...shape.slice(0, -1), 1])],
      [`${name}/columns`, zeros([...shape.slice(0, -2), 1, shape.at(-1)!])],
    ];
  }));
}
