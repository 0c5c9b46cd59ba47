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

/** How many places come out. */
export interface AdaptiveAvgPoolOptions {
  /** Height and width of what comes out, in pixels. */
  readonly size: number;
}

/**
 * Means of as many windows as are asked for, whatever the size of the image, as PyTorch's `AdaptiveAvgPool2d`: row i of the result is the mean
 * of the rows from floor(i · height / size) to ceil((i + 1) · height / size).
 *
 * @throws {RangeError} If `size` is no whole number above 0; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { adaptiveAvgPool, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
 * const y = adaptiveAvgPool({ size: 2 }).forward(x, { training: false, seed: 0 });
 * assertEquals([...y.dataSync()], [1.5, 2.5, 4.5, 5.5]);
 * ```
 */
export function adaptiveAvgPool(options: AdaptiveAvgPoolOptions): ImageLayer {
  const { size } = options, settings = settle("adaptiveAvgPool", options, { size });
  requireRange("adaptiveAvgPool", "a whole number of at least 1", { size });
  /** [size, side]: what each place takes of those of the image. */
  const shares = (side: number) =>
    tf.tensor2d(
      Array.from({ length: size }, (_, i) => {
        const from = Math.floor(i * side / size), to = Math.ceil((i + 1) * side / size);
        return Array.from({ length: side }, (_, at) => at >= from && at < to ? 1 / (to - from) : 0);
      }),
    );
  return Object.freeze({
    name: "adaptiveAvgPool",
    settings,
    staticGraph: true,
    params: Object.freeze({}),
    forward(x: tf.Tensor4D, mode: Mode) {
      if (x.rank !== 4) throw refuse("adaptiveAvgPool", mode, "[batch, height, width, channels]", x);
      const [batch, height, width, channels] = x.shape;
      if (height === size && width === size) return x;
      // Rows first, then columns: each is a product with the shares.
      const turned = tf.reshape(tf.transpose(x, [1, 0, 2, 3]), [height, batch * width * channels]) as tf.Tensor2D;
      const rows = tf.reshape(tf.matMul(shares(height), turned), [size, batch, width, channels]);
      const sideways = tf.reshape(tf.transpose(rows, [2, 1, 0, 3]), [width, batch * size * channels]) as tf.Tensor2D;
      const both = tf.reshape(tf.matMul(shares(width), sideways), [size, batch, size, channels]);
      return tf.transpose(both, [1, 2, 0, 3]) as tf.Tensor4D;
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
