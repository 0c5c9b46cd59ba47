/** Branches that are left out at random, example by example or for a whole batch. */
import { dropRate } from "../pace/followed.ts";
import type { Schedule } from "../schedule.ts";
import { given, requireOneOf, settle } from "../options/settle.ts";
import { dropped } from "../tensors/dropped.ts";
import type { Mode } from "../model.ts";
import type { tf } from "../tf.ts";
import type { Elementwise } from "./activations.ts";

/** How branches are left out. */
export interface StochasticDepthOptions {
  /** The share of examples whose branch becomes 0, in [0, 1), or a schedule of it. */
  readonly rate: number | Schedule;
  /** Whether chance has a say for each example, `"row"`, or once for the whole `"batch"`. Default `"row"`. */
  readonly mode?: "row" | "batch";
}

/**
 * Sets whole examples to 0 at random in training and scales the others by 1 / (1 - rate) (Huang et al., 2016), as torchvision's
 * `StochasticDepth`: it stands at the end of a branch that is added to what goes around it.
 *
 * Which examples is a pure function of the pass's seed and of the layer's place in its model.
 *
 * @throws {RangeError} If `rate` is not in [0, 1), or `mode` is neither word.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stochasticDepth, tf } from "jsr:@raptor/raptor";
 *
 * const y = stochasticDepth({ rate: 0.5 }).forward(tf.ones([8, 2]) as tf.Tensor2D, { training: true, seed: 7 }).arraySync();
 * assertEquals(y.every(([a, b]) => a === b && (a === 0 || a === 2)), true);
 * ```
 */
export function stochasticDepth(options: StochasticDepthOptions): Elementwise {
  const { rate, mode: by = "row" } = given(options);
  const settings = settle("stochasticDepth", options, { rate, mode: by });
  requireOneOf("stochasticDepth", ["row", "batch"], { mode: by });
  const rateAt = dropRate("stochasticDepth", rate);
  return Object.freeze({
    name: "stochasticDepth",
    settings,
    staticGraph: rate === 0,
    params: Object.freeze({}),
    forward<T extends tf.Tensor>(x: T, { training, seed, ...mode }: Mode): T {
      if (!training || rate === 0) return x;
      return dropped(x, [by === "batch" ? 1 : x.shape[0]!, ...x.shape.slice(1).map(() => 1)], rateAt(mode), seed);
    },
  });
}
