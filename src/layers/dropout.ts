/** Dropout, with masks that a resumed run draws again. */
import { dropRate } from "../pace/drop_rate.ts";
import type { Schedule } from "../schedule.ts";
import { settle } from "../options/settle.ts";
import { dropped } from "../tensors/dropped.ts";
import type { Mode } from "../model.ts";
import type { tf } from "../tf.ts";
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
  const { rate = 0.5 } = options;
  const settings = settle("dropout", options, { rate });
  const rateAt = dropRate("dropout", rate);
  return Object.freeze({
    name: "dropout",
    settings,
    staticGraph: rate === 0,
    params: Object.freeze({}),
    forward<T extends tf.Tensor>(x: T, { training, seed, ...mode }: Mode): T {
      if (!training || rate === 0) return x;
      return dropped(x, x.shape, rateAt(mode), seed);
    },
  });
}
