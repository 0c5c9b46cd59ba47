/** Normalisation within each example, over groups of channels. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode } from "../model.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import type { Elementwise } from "./activations.ts";
import { refuse } from "../shapes/refuse.ts";

/** How group normalisation is made. */
export interface GroupNormOptions {
  /** The size of the last axis. */
  readonly channels: number;
  /** Groups of neighbouring channels, which divide them. Default 32. */
  readonly groups?: number;
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
}

/** How instance normalisation is made. */
export interface InstanceNormOptions {
  /** The size of the last axis. */
  readonly channels: number;
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
  /** Whether to scale and shift after that. Default false, as in PyTorch. */
  readonly affine?: boolean;
}

/**
 * Normalises each example over its places and the channels of a group, then scales and shifts (Wu and He, 2018), as PyTorch's
 * `GroupNorm`. It does the same in training and in prediction, whatever the size of the batch.
 *
 * Weights: `scale` and `offset` [channels].
 *
 * @throws {RangeError} If an option is out of range, or `groups` does not divide `channels`; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { groupNorm, tf } from "jsr:@raptor/raptor";
 *
 * const y = groupNorm({ channels: 2, groups: 1 }).forward(tf.tensor2d([[1, 3]]), { training: false, seed: 0 });
 * assertAlmostEquals(y.dataSync()[1]!, 1, 1e-4);
 * ```
 */
export function groupNorm(options: GroupNormOptions): Elementwise {
  const { channels, groups = 32, epsilon = 1e-5 } = given(options);
  const settings = settle("groupNorm", options, { channels, groups, epsilon });
  requireRange("groupNorm", "a whole number of at least 1", { channels, groups });
  requireRange("groupNorm", "a finite number above 0", { epsilon });
  if (channels % groups !== 0) {
    throw new RangeError(
      `Cannot make groupNorm as groups must divide channels: got ${groups} groups of ${channels} channels.`,
    );
  }
  return norm("groupNorm", settings, { channels, groups, epsilon, affine: true });
}

/**
 * Normalises each channel of each example over its places (Ulyanov et al., 2016), as PyTorch's `InstanceNorm1d` to `3d`.
 *
 * Weights: with `affine`, `scale` and `offset` [channels]; else none.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { instanceNorm, tf } from "jsr:@raptor/raptor";
 *
 * const y = instanceNorm({ channels: 1 }).forward(tf.tensor3d([[[1], [3]]]), { training: false, seed: 0 });
 * assertAlmostEquals(y.dataSync()[0]!, -1, 1e-4);
 * ```
 */
export function instanceNorm(options: InstanceNormOptions): Elementwise {
  const { channels, epsilon = 1e-5, affine = false } = given(options);
  const settings = settle("instanceNorm", options, { channels, epsilon, affine });
  requireRange("instanceNorm", "a whole number of at least 1", { channels });
  requireRange("instanceNorm", "a finite number above 0", { epsilon });
  requireRange("instanceNorm", "true or false", { affine });
  return norm("instanceNorm", settings, { channels, groups: channels, epsilon, affine });
}

function norm(
  name: string,
  settings: Elementwise["settings"] & object,
  { channels, groups, epsilon, affine }: Required<GroupNormOptions & InstanceNormOptions>,
): Elementwise {
  const scale = affine ? weight([channels], 1) : undefined, offset = affine ? weight([channels], 0) : undefined;
  return Object.freeze({
    name,
    settings,
    staticGraph: true,
    params: Object.freeze({ ...scale && { scale }, ...offset && { offset } }),
    forward<T extends tf.Tensor>(x: T, mode: Mode): T {
      if (x.rank < 2 || x.shape.at(-1) !== channels) throw refuse(name, mode, `[batch, ..., ${channels}]`, x);
      const grouped = tf.reshape(x as tf.Tensor, [x.shape[0]!, -1, groups, channels / groups]);
      const centered = tf.sub(grouped, tf.mean(grouped, [1, 3], true));
      const variance = tf.mean(tf.square(centered), [1, 3], true);
      const y = tf.reshape(tf.mul(centered, tf.rsqrt(tf.add(variance, epsilon))), x.shape);
      return (scale ? tf.add(tf.mul(y, scale), offset!) : y) as T;
    },
  });
}
