/** The rectifier whose slope is learnt. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode } from "../model.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import type { Elementwise } from "./activations.ts";
import { refuse } from "../shapes/refuse.ts";

/** How a rectifier that learns is made. */
export interface PreluOptions {
  /** The size of the last axis, for a slope of each channel; 1 for one slope of all. Default 1. */
  readonly channels?: number;
  /** The slopes to begin with. Default 0.25. */
  readonly slope?: number;
}

/**
 * max(x, 0) + slope · min(x, 0), whose slope is learnt (He et al., 2015), as PyTorch's `PReLU`.
 *
 * Weights: `slope` [channels].
 *
 * @throws {RangeError} If a number is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { prelu, tf } from "jsr:@raptor/raptor";
 *
 * assertEquals([...prelu().forward(tf.tensor2d([[-4, 2]]), { training: false, seed: 0 }).dataSync()], [-1, 2]);
 * ```
 */
export function prelu(options: PreluOptions = {}): Elementwise {
  const { channels = 1, slope: begin = 0.25 } = given(options);
  const settings = settle("prelu", options, { channels, slope: begin });
  requireRange("prelu", "a whole number of at least 1", { channels });
  requireRange("prelu", "a finite number", { slope: begin });
  const slope = weight([channels], begin);
  return Object.freeze({
    name: "prelu",
    settings,
    staticGraph: true,
    params: Object.freeze({ slope }),
    forward<T extends tf.Tensor>(x: T, mode: Mode): T {
      if (x.rank < 1 || channels > 1 && x.shape.at(-1) !== channels) {
        throw refuse("prelu", mode, `[..., ${channels === 1 ? "channels" : channels}]`, x);
      }
      return tf.prelu(x, slope as unknown as tf.Tensor) as T;
    },
  });
}
