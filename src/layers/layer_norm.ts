/** Layer normalisation. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode } from "../model.ts";
import { layerNorm as normalize } from "../tensors/layer_norm.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import type { Elementwise } from "./activations.ts";
import { refuse } from "../shapes/refuse.ts";

/** How layer normalisation is made. */
export interface LayerNormOptions {
  /** The size of the last axis. */
  readonly units: number;
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
  /** Whether to shift after that. Default true. */
  readonly bias?: boolean;
}

/**
 * Normalises over the last axis, then scales and shifts (Ba et al., 2016), as PyTorch's `LayerNorm`. It does the same
 * in training and in prediction.
 *
 * Weights: `scale` and, with `bias`, `offset` [units].
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { layerNorm, tf } from "jsr:@raptor/raptor";
 *
 * const y = layerNorm({ units: 2 }).forward(tf.tensor2d([[1, 3]]), { training: false, seed: 0 });
 * assertAlmostEquals(y.dataSync()[1]!, 1, 1e-4);
 * ```
 */
export function layerNorm(options: LayerNormOptions): Elementwise {
  const { units, epsilon = 1e-5, bias = true } = given(options);
  const settings = settle("layerNorm", options, { units, epsilon, bias });
  requireRange("layerNorm", "a whole number of at least 1", { units });
  requireRange("layerNorm", "a finite number above 0", { epsilon });
  requireRange("layerNorm", "true or false", { bias });
  const scale = weight([units], 1), offset = bias ? weight([units], 0) : undefined;
  return Object.freeze({
    name: "layerNorm",
    settings,
    staticGraph: true,
    params: Object.freeze({ scale, ...offset && { offset } }),
    forward<T extends tf.Tensor>(x: T, mode: Mode): T {
      if (x.shape.at(-1) !== units) throw refuse("layerNorm", mode, `a last axis of ${units}`, x);
      return normalize(x, scale, offset ?? tf.zeros([units]), epsilon);
    },
  });
}
