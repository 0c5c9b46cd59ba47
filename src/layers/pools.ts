/** Pooling: the largest or the mean of a window of pixels. */
import { given, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import type { Settings } from "../settings.ts";
import { tf } from "../tf.ts";
import { aroundOf, isTooSmall, type Sides, sidesOf } from "../tensors/padding.ts";
import { adaptivelyPooled, type Kind, pooled } from "../tensors/pooled.ts";
import { refuse } from "../shapes/refuse.ts";

/** How a pooling layer is made. */
export interface PoolOptions {
  /** Height and width of the window, in pixels; as all that follows one number for both, or `[height, width]`. */
  readonly size: number | readonly [height: number, width: number];
  /** Pixels from one window to the next. Default `size`. */
  readonly stride?: number | readonly [height: number, width: number];
  /** Pixels on every side (for the mean they count as zeros), or TensorFlow's `"same"` or `"valid"`. Default 0. */
  readonly padding?: number | readonly [height: number, width: number] | "same" | "valid";
}

/** How many places come out. */
export interface AdaptivePoolOptions {
  /** Height and width of what comes out, in pixels: one number for both, or `[height, width]`. */
  readonly size: number | readonly [height: number, width: number];
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
  return pooling("maxPool", "max", "height, width", options);
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
  return pooling("avgPool", "avg", "height, width", options);
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
  return globalPooling("globalAvgPool", "avg", "height, width");
}

/**
 * The largest of all pixels, from [batch, height, width, channels] to [batch, channels]; of equals the first one has the gradient.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { globalMaxPool, tf } from "jsr:@raptor/raptor";
 *
 * const y = globalMaxPool().forward(tf.tensor4d([1, 2, 3, 6], [1, 2, 2, 1]), { training: false, seed: 0 });
 * assertEquals(y.arraySync(), [[6]]);
 * ```
 */
export function globalMaxPool(): Model<tf.Tensor4D, tf.Tensor2D> {
  return globalPooling("globalMaxPool", "max", "height, width");
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
export function adaptiveAvgPool(options: AdaptivePoolOptions): ImageLayer {
  return adaptivePooling("adaptiveAvgPool", "avg", "height, width", options);
}

/**
 * The largest of as many windows as are asked for, as PyTorch's `AdaptiveMaxPool2d`. Windows and errors are those of
 * {@linkcode adaptiveAvgPool}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { adaptiveMaxPool, tf } from "jsr:@raptor/raptor";
 *
 * const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
 * const y = adaptiveMaxPool({ size: [1, 2] }).forward(x, { training: false, seed: 0 });
 * assertEquals([...y.dataSync()], [5, 6]);
 * ```
 */
export function adaptiveMaxPool(options: AdaptivePoolOptions): ImageLayer {
  return adaptivePooling("adaptiveMaxPool", "max", "height, width", options);
}

interface Window {
  readonly size: Sides;
  readonly stride?: Sides;
  readonly padding?: Sides | "same" | "valid";
}

/**
 * A layer that pools by windows of one size.
 *
 * @param sides Their names, as errors say them.
 */
export function pooling<T extends tf.Tensor>(name: string, kind: Kind, sides: string, options: Window): Model<T, T> {
  const { size, stride = size, padding = 0 } = given(options), count = sides.split(", ").length;
  const settings = settle(name, options, { size, stride, padding });
  const [window, strides] = sidesOf(name, count, 1, { size, stride }) as [number[], number[]];
  const around = aroundOf(name, count, padding);
  if (typeof around !== "string" && around.some(([width], i) => 2 * width > window[i]!)) {
    throw new RangeError(`Cannot make ${name} as padding must be at most half of size ${size}: got ${padding}.`);
  }
  return layer(name, settings, sides, ` that hold a window of ${window.join("x")}`, (x: T) => {
    return isTooSmall(x.shape, window, around) ? undefined : pooled(kind, x, { size: window, strides, around });
  });
}

/** A layer that pools by as many windows as are asked for. */
export function adaptivePooling<T extends tf.Tensor>(
  name: string,
  kind: Kind,
  sides: string,
  options: { readonly size: Sides },
): Model<T, T> {
  const { size } = given(options), settings = settle(name, options, { size });
  const [windows] = sidesOf(name, sides.split(", ").length, 1, { size }) as [number[]];
  return layer(name, settings, sides, "", (x: T) => adaptivelyPooled(kind, x, windows));
}

/** A layer that makes one number of all places of a channel. */
export function globalPooling<T extends tf.Tensor>(name: string, kind: Kind, sides: string): Model<T, tf.Tensor2D> {
  const axes = sides.split(", ").map((_, i) => i + 1);
  return layer(name, Object.freeze({}), sides, "", (x: T) => {
    if (kind === "avg") return tf.mean(x, axes) as tf.Tensor2D;
    return tf.squeeze(adaptivelyPooled("max", x, axes.map(() => 1)), axes) as tf.Tensor2D;
  });
}

function layer<T extends tf.Tensor, P>(
  name: string,
  settings: Settings,
  sides: string,
  rule: string,
  compute: (x: T) => P | undefined,
): Model<T, P> {
  return Object.freeze({
    name,
    settings,
    staticGraph: true,
    params: Object.freeze({}),
    forward(x: T, mode: Mode) {
      const y = x.rank === sides.split(", ").length + 2 ? compute(x) : undefined;
      if (y === undefined) throw refuse(name, mode, `[batch, ${sides}, channels]${rule}`, x);
      return y;
    },
  });
}
