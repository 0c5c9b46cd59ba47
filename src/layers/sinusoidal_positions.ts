/** Places told by waves: what tells the first word of a sequence from the second, without being learnt. */
import type { Mode, Model } from "../model.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { refuse } from "../shapes/refuse.ts";
import { anglesOf } from "../tensors/rotated.ts";
import { tf } from "../tf.ts";

/** How the places are made. */
export interface SinusoidalPositionsOptions {
  /** Numbers of each place, an even one. */
  readonly units: number;
  /** The longest wave has 2π times so many places. Default 10,000. */
  readonly base?: number;
}

/**
 * Adds to the place p of a sequence [batch, places, units], in pairs, sin and cos of p · base^(-2i / units) (Vaswani et al., 2017):
 * of any length, and without weights.
 *
 * @throws {RangeError} If `units` is no even number above 0; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sinusoidalPositions, tf } from "jsr:@raptor/raptor";
 *
 * const y = sinusoidalPositions({ units: 2 }).forward(tf.zeros([1, 2, 2]), { training: false, seed: 0 });
 * assertEquals([...y.dataSync()], [0, 1, Math.fround(Math.sin(1)), Math.fround(Math.cos(1))]);
 * ```
 */
export function sinusoidalPositions(options: SinusoidalPositionsOptions): Model<tf.Tensor3D, tf.Tensor3D> {
  const { units, base = 10_000 } = given(options);
  const settings = settle("sinusoidalPositions", options, { units, base });
  requireRange("sinusoidalPositions", "a whole number of at least 1", { units });
  requireRange("sinusoidalPositions", "a finite number above 0", { base });
  if (units % 2 !== 0) {
    throw new RangeError(`Cannot make sinusoidalPositions as units must be even, for pairs of waves: got ${units}.`);
  }
  return Object.freeze({
    name: "sinusoidalPositions",
    settings,
    staticGraph: true,
    params: Object.freeze({}),
    forward(x: tf.Tensor3D, mode: Mode): tf.Tensor3D {
      if (x.rank !== 3 || x.shape[2] !== units) {
        throw refuse("sinusoidalPositions", mode, `[batch, places, ${units}]`, x);
      }
      const angles = anglesOf(x.shape[1], units / 2, { from: mode.past?.places ?? 0, base });
      const waves = tf.reshape(tf.stack([tf.sin(angles), tf.cos(angles)], 2), [x.shape[1], units]);
      return tf.add(x, waves) as tf.Tensor3D;
    },
  });
}
