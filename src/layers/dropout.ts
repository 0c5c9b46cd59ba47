/** Dropout, with masks that a resumed run draws again. */
import { dropRate } from "../pace/followed.ts";
import type { Schedule } from "../schedule.ts";
import { given, settle } from "../options/settle.ts";
import { dropped } from "../tensors/dropped.ts";
import type { Mode } from "../model.ts";
import { tf } from "../tf.ts";
import type { Elementwise } from "./activations.ts";

/** How dropout is made. */
export interface DropoutOptions {
  /** The share of numbers that become 0, in [0, 1), or a schedule of it. Default 0.5. */
  readonly rate?: number | Schedule;
}

/**
 * Sets numbers to 0 at random in training and scales the others by 1 / (1 - rate) (Srivastava et al., 2014).
 *
 * The mask is a pure function of the pass's seed and of the layer's place in its model, and differs with both.
 *
 * @throws {RangeError} If `rate` is not in [0, 1).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dropout, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.ones([8]);
 * const [once, again] = [0, 0].map(() => dropout({ rate: 0.5 }).forward(x, { training: true, seed: 7 }).arraySync());
 * assertEquals(once, again);
 * assertEquals(dropout().forward(x, { training: false, seed: 7 }).arraySync(), x.arraySync());
 * ```
 */
export function dropout(options: DropoutOptions = {}): Elementwise {
  return kindOf("dropout", options, (x, rate, seed) => dropped(x, x.shape, rate, seed));
}

/**
 * Sets whole channels of an example to 0 at random in training, and scales the others by 1 / (1 - rate) (Tompson et al., 2015), as PyTorch's
 * `Dropout1d`, `Dropout2d` and `Dropout3d`: of [batch, ..., channels], whatever stands between.
 *
 * @throws {RangeError} If `rate` is not in [0, 1).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { spatialDropout, tf } from "jsr:@raptor/raptor";
 *
 * const y = spatialDropout({ rate: 0.5 }).forward(tf.ones([1, 2, 8]), { training: true, seed: 7 }).arraySync() as number[][][];
 * assertEquals(y[0]![0], y[0]![1]);
 * ```
 */
export function spatialDropout(options: DropoutOptions = {}): Elementwise {
  return kindOf("spatialDropout", options, (x, rate, seed) => {
    return dropped(x, x.shape.map((side, axis) => axis === 0 || axis === x.rank - 1 ? side : 1), rate, seed);
  });
}

/** What a self-normalising unit comes to far below 0: -scale · alpha of SELU. */
const LOWEST = -1.7580993408473766;

/**
 * Sets numbers to the lowest that SELU gives at random in training, and scales and shifts all so that mean 0 and variance 1 stay (Klambauer
 * et al., 2017), as PyTorch's `AlphaDropout`.
 *
 * @throws {RangeError} If `rate` is not in [0, 1).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { alphaDropout, tf } from "jsr:@raptor/raptor";
 *
 * const values = alphaDropout({ rate: 0.5 }).forward(tf.ones([64]), { training: true, seed: 7 }).dataSync();
 * assertEquals(new Set(values).size, 2);
 * ```
 */
export function alphaDropout(options: DropoutOptions = {}): Elementwise {
  return kindOf("alphaDropout", options, (x, rate, seed) => {
    const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * LOWEST ** 2));
    // Dropping divides by 1 - rate, which is taken back.
    const kept = tf.mul(dropped(tf.sub(x, LOWEST), x.shape, rate, seed), 1 - rate);
    return tf.mul(tf.add(kept, LOWEST * (1 - rate)), scale) as typeof x;
  });
}

function kindOf(
  name: string,
  options: DropoutOptions,
  drop: <T extends tf.Tensor>(x: T, rate: number, seed: number) => T,
): Elementwise {
  const { rate = 0.5 } = given(options), settings = settle(name, options, { rate }), rateAt = dropRate(name, rate);
  return Object.freeze({
    name,
    settings,
    staticGraph: rate === 0,
    params: Object.freeze({}),
    forward<T extends tf.Tensor>(x: T, { training, seed, ...mode }: Mode): T {
      return !training || rate === 0 ? x : drop(x, rateAt(mode), seed);
    },
  });
}
