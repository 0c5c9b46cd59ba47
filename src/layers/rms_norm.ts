/** Normalisation by the root mean square. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode } from "../model.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import type { Elementwise } from "./activations.ts";
import { refuse } from "../shapes/refuse.ts";

/** How normalisation by the root mean square is made. */
export interface RmsNormOptions {
  /** The size of the last axis. */
  readonly units: number;
  /** Added to the mean square. Default 2⁻²³, the distance of float32 numbers at 1, as in PyTorch. */
  readonly epsilon?: number;
}

/**
 * Divides by the root mean square over the last axis, then scales (Zhang and Sennrich, 2019), as PyTorch's `RMSNorm`.
 *
 * Weights: `scale` [units].
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { rmsNorm, tf } from "jsr:@raptor/raptor";
 *
 * const y = rmsNorm({ units: 2 }).forward(tf.tensor2d([[1, 7]]), { training: false, seed: 0 });
 * assertAlmostEquals(y.dataSync()[1]!, 7 / 5, 1e-6);
 * ```
 */
export function rmsNorm(options: RmsNormOptions): Elementwise {
  const { units, epsilon = 2 ** -23 } = given(options);
  const settings = settle("rmsNorm", options, { units, epsilon });
  requireRange("rmsNorm", "a whole number of at least 1", { units });
  requireRange("rmsNorm", "a finite number above 0", { epsilon });
  const scale = weight([units], 1);
  return Object.freeze({
    name: "rmsNorm",
    settings,
    staticGraph: true,
    params: Object.freeze({ scale }),
    forward<T extends tf.Tensor>(x: T, mode: Mode): T {
      if (x.shape.at(-1) !== units) throw refuse("rmsNorm", mode, `a last axis of ${units}`, x);
      const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon));
      return tf.mul(tf.mul(x, inverse), scale) as T;
    },
  });
}
