/** Pooling: the largest or the mean of a window of pixels. */
import { settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { tf } from "../tf.ts";
import { requireRange } from "../options/require_range.ts";
import { checkPadding, type Padding, padImage, tooSmall } from "../tensors/padding.ts";
import { refuse } from "../shapes/refuse.ts";

/** How a pooling layer is made. */
export interface PoolOptions {
  /** Height and width of the window, in pixels. */
  readonly size: number;
  /** Pixels from one window to the next. Default `size`. */
  readonly stride?: number;
  /** Pixels on every side (for the mean they count as zeros), or TensorFlow's `"same"` or `"valid"`. Default 0. */
  readonly padding?: Padding;
}

/** A layer from images to images. */
export type ImageLayer = Model<tf.Tensor4D, tf.Tensor4D>;

/**
 * The largest number of each window, channel by channel.
 *
 * @throws {RangeError} If a number is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { maxPool, tf } from "jsr:@raptor/raptor";
 *
 * const y = maxPool({ size: 2 }).forward(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), { training: false, seed: 0 });
 * assertEquals(Array.from(y.dataSync()), [4]);
 * ```
 */
export function maxPool(options: PoolOptions): ImageLayer {
  return pool("maxPool", options, -Infinity, tf.maxPool);
}

/**
 * The mean of each window, channel by channel. Options and errors are those of {@linkcode maxPool}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { avgPool, tf } from "jsr:@raptor/raptor";
 *
 * const y = avgPool({ size: 2 }).forward(tf.tensor4d([1, 2, 3, 6], [1, 2, 2, 1]), { training: false, seed: 0 });
 * assertEquals(Array.from(y.dataSync()), [3]);
 * ```
 */
export function avgPool(options: PoolOptions): ImageLayer {
  return pool("avgPool", options, 0, tf.avgPool);
}

/**
 * The mean over all pixels, from [batch, height, width, channels] to [batch, channels].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { globalAvgPool, tf } from "jsr:@raptor/raptor";
 *
 * const y = globalAvgPool().forward(tf.tensor4d([1, 2, 3, 6], [1, 2, 2, 1]), { training: false, seed: 0 });
 * assertEquals(y.arraySync(), [[3]]);
 * ```
 */
export function globalAvgPool(): Model<tf.Tensor4D, tf.Tensor2D> {
  return Object.freeze({
    name: "globalAvgPool",
    settings: Object.freeze({}),
    staticGraph: true,
    params: Object.freeze({}),
    forward(x: tf.Tensor4D, mode: Mode) {
      if (x.rank !== 4) throw refuse("globalAvgPool", mode, "[batch, height, width, channels]", x);
      return tf.mean(x, [1, 2]) as tf.Tensor2D;
    },
  });
}

function pool(
  name: string,
  options: PoolOptions,
  border: number,
  compute: typeof tf.maxPool,
): ImageLayer {
  const { size, stride = size, padding = 0 } = options;
  const settings = settle(name, options, { size, stride, padding });
  requireRange(name, "a whole number of at least 1", { size, stride });
  checkPadding(name, padding);
  if (typeof padding === "number" && 2 * padding > size) {
    throw new RangeError(`Cannot make ${name} as padding must be at most half of size ${size}: got ${padding}.`);
  }
  const around = padding === "same" ? "same" : "valid";
  return Object.freeze({
    name,
    settings,
    staticGraph: true,
    params: Object.freeze({}),
    forward(x: tf.Tensor4D, mode: Mode) {
      if (x.rank !== 4 || tooSmall(x, size, padding)) {
        throw refuse(name, mode, `[batch, height, width, channels] that hold a window of ${size}x${size}`, x);
      }
      return compute(padImage(x, padding, border), size, stride, around);
    },
  });
}
