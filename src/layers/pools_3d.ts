/** Pooling of volumes. */
import type { Model } from "../model.ts";
import type { tf } from "../tf.ts";
import { adaptivePooling, globalPooling, pooling } from "./pools.ts";

/** How a pooling layer of volumes is made. */
export interface Pool3dOptions {
  /** Depth, height and width of the window; as all that follows in places one number for all three, or `[depth, height, width]`. */
  readonly size: number | readonly [depth: number, height: number, width: number];
  /** Places from one window to the next. Default `size`. */
  readonly stride?: number | readonly [depth: number, height: number, width: number];
  /** Places on every side (for the mean they count as zeros), or TensorFlow's `"same"` or `"valid"`. Default 0. */
  readonly padding?: number | readonly [depth: number, height: number, width: number] | "same" | "valid";
}

/** How many places of volumes come out. */
export interface AdaptivePool3dOptions {
  /** Depth, height and width of what comes out: one number for all three, or `[depth, height, width]`. */
  readonly size: number | readonly [depth: number, height: number, width: number];
}

/** A layer from volumes to volumes. */
export type VolumeLayer = Model<tf.Tensor5D, tf.Tensor5D>;

/**
 * The largest number of each window of volumes [batch, depth, height, width, channels], channel by channel, as PyTorch's `MaxPool3d`.
 *
 * @throws {RangeError} If a number is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { maxPool3d, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor([1, 1, 4, 5], [1, 1, 2, 2, 1]) as tf.Tensor5D;
 * assertEquals([...maxPool3d({ size: [1, 2, 2] }).forward(x, { training: false, seed: 0 }).dataSync()], [5]);
 * ```
 */
export function maxPool3d(options: Pool3dOptions): VolumeLayer {
  return pooling("maxPool3d", "max", "depth, height, width", options);
}

/**
 * The mean of each window of volumes, channel by channel, as PyTorch's `AvgPool3d`. Options and errors are those of
 * {@linkcode maxPool3d}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { avgPool3d, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor([1, 1, 4, 5], [1, 1, 2, 2, 1]) as tf.Tensor5D;
 * assertEquals([...avgPool3d({ size: [1, 2, 2] }).forward(x, { training: false, seed: 0 }).dataSync()], [2.75]);
 * ```
 */
export function avgPool3d(options: Pool3dOptions): VolumeLayer {
  return pooling("avgPool3d", "avg", "depth, height, width", options);
}

/**
 * The mean over all places, from [batch, depth, height, width, channels] to [batch, channels].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { globalAvgPool3d, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor([1, 1, 4, 5], [1, 1, 2, 2, 1]) as tf.Tensor5D;
 * assertEquals([...globalAvgPool3d().forward(x, { training: false, seed: 0 }).dataSync()], [2.75]);
 * ```
 */
export function globalAvgPool3d(): Model<tf.Tensor5D, tf.Tensor2D> {
  return globalPooling("globalAvgPool3d", "avg", "depth, height, width");
}

/**
 * The largest of all places, from [batch, depth, height, width, channels] to [batch, channels]; of equals the first one has the
 * gradient.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { globalMaxPool3d, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor([1, 1, 4, 5], [1, 1, 2, 2, 1]) as tf.Tensor5D;
 * assertEquals([...globalMaxPool3d().forward(x, { training: false, seed: 0 }).dataSync()], [5]);
 * ```
 */
export function globalMaxPool3d(): Model<tf.Tensor5D, tf.Tensor2D> {
  return globalPooling("globalMaxPool3d", "max", "depth, height, width");
}

/**
 * Means of as many windows as are asked for, whatever the size, as PyTorch's `AdaptiveAvgPool3d`.
 *
 * @throws {RangeError} If a number is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { adaptiveAvgPool3d, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor([1, 1, 4, 5], [1, 1, 2, 2, 1]) as tf.Tensor5D;
 * assertEquals([...adaptiveAvgPool3d({ size: [1, 1, 2] }).forward(x, { training: false, seed: 0 }).dataSync()], [2.5, 3]);
 * ```
 */
export function adaptiveAvgPool3d(options: AdaptivePool3dOptions): VolumeLayer {
  return adaptivePooling("adaptiveAvgPool3d", "avg", "depth, height, width", options);
}

/**
 * The largest of as many windows as are asked for, as PyTorch's `AdaptiveMaxPool3d`. Options and errors are those of
 * {@linkcode adaptiveAvgPool3d}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { adaptiveMaxPool3d, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor([1, 1, 4, 5], [1, 1, 2, 2, 1]) as tf.Tensor5D;
 * assertEquals([...adaptiveMaxPool3d({ size: [1, 1, 2] }).forward(x, { training: false, seed: 0 }).dataSync()], [4, 5]);
 * ```
 */
export function adaptiveMaxPool3d(options: AdaptivePool3dOptions): VolumeLayer {
  return adaptivePooling("adaptiveMaxPool3d", "max", "depth, height, width", options);
}
