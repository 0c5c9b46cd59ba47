/** Pooling of sequences. */
import type { Model } from "../model.ts";
import type { tf } from "../tf.ts";
import { adaptivePooling, globalPooling, pooling } from "./pools.ts";

/** How a pooling layer of sequences is made. */
export interface Pool1dOptions {
  /** Places of a window. */
  readonly size: number;
  /** Places from one window to the next. Default `size`. */
  readonly stride?: number;
  /** Places on every side (for the mean they count as zeros), or TensorFlow's `"same"` or `"valid"`. Default 0. */
  readonly padding?: number | "same" | "valid";
}

/** How many places of sequences come out. */
export interface AdaptivePool1dOptions {
  /** Places. */
  readonly size: number;
}

/** A layer from sequences to sequences. */
export type SequenceLayer = Model<tf.Tensor3D, tf.Tensor3D>;

/**
 * The largest number of each window of sequences [batch, places, channels], channel by channel, as PyTorch's `MaxPool1d`.
 *
 * @throws {RangeError} If a number is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { maxPool1d, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor([1, 3, 4, 0], [1, 4, 1]) as tf.Tensor3D;
 * assertEquals([...maxPool1d({ size: 2 }).forward(x, { training: false, seed: 0 }).dataSync()], [3, 4]);
 * ```
 */
export function maxPool1d(options: Pool1dOptions): SequenceLayer {
  return pooling("maxPool1d", "max", "places", options);
}

/**
 * The mean of each window of sequences, channel by channel, as PyTorch's `AvgPool1d`. Options and errors are those of
 * {@linkcode maxPool1d}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { avgPool1d, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor([1, 3, 4, 0], [1, 4, 1]) as tf.Tensor3D;
 * assertEquals([...avgPool1d({ size: 2 }).forward(x, { training: false, seed: 0 }).dataSync()], [2, 2]);
 * ```
 */
export function avgPool1d(options: Pool1dOptions): SequenceLayer {
  return pooling("avgPool1d", "avg", "places", options);
}

/**
 * The mean over all places, from [batch, places, channels] to [batch, channels].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { globalAvgPool1d, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor([1, 3, 4, 0], [1, 4, 1]) as tf.Tensor3D;
 * assertEquals([...globalAvgPool1d().forward(x, { training: false, seed: 0 }).dataSync()], [2]);
 * ```
 */
export function globalAvgPool1d(): Model<tf.Tensor3D, tf.Tensor2D> {
  return globalPooling("globalAvgPool1d", "avg", "places");
}

/**
 * The largest of all places, from [batch, places, channels] to [batch, channels]; of equals the first one has the
 * gradient.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { globalMaxPool1d, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor([1, 3, 4, 0], [1, 4, 1]) as tf.Tensor3D;
 * assertEquals([...globalMaxPool1d().forward(x, { training: false, seed: 0 }).dataSync()], [4]);
 * ```
 */
export function globalMaxPool1d(): Model<tf.Tensor3D, tf.Tensor2D> {
  return globalPooling("globalMaxPool1d", "max", "places");
}

/**
 * Means of as many windows as are asked for, whatever the size, as PyTorch's `AdaptiveAvgPool1d`.
 *
 * @throws {RangeError} If a number is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { adaptiveAvgPool1d, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor([1, 3, 4, 0], [1, 4, 1]) as tf.Tensor3D;
 * assertEquals([...adaptiveAvgPool1d({ size: 2 }).forward(x, { training: false, seed: 0 }).dataSync()], [2, 2]);
 * ```
 */
export function adaptiveAvgPool1d(options: AdaptivePool1dOptions): SequenceLayer {
  return adaptivePooling("adaptiveAvgPool1d", "avg", "places", options);
}

/**
 * The largest of as many windows as are asked for, as PyTorch's `AdaptiveMaxPool1d`. Options and errors are those of
 * {@linkcode adaptiveAvgPool1d}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { adaptiveMaxPool1d, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor([1, 3, 4, 0], [1, 4, 1]) as tf.Tensor3D;
 * assertEquals([...adaptiveMaxPool1d({ size: 2 }).forward(x, { training: false, seed: 0 }).dataSync()], [3, 4]);
 * ```
 */
export function adaptiveMaxPool1d(options: AdaptivePool1dOptions): SequenceLayer {
  return adaptivePooling("adaptiveMaxPool1d", "max", "places", options);
}
