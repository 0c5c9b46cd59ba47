/** The convolution of images. */
import { settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { type Initializer, weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { requireRange } from "../options/require_range.ts";
import { fanInUniform } from "../tensors/initializers.ts";
import { refuse } from "../shapes/refuse.ts";
import { checkPadding, type Padding, tooSmall } from "../tensors/padding.ts";

/** How a convolution is made. */
export interface Conv2dOptions {
  /** Channels that go in. */
  readonly channels: number;
  /** Channels that come out. */
  readonly filters: number;
  /** Height and width of the kernel, in pixels. */
  readonly kernelSize: number;
  /** Pixels from one position to the next. Default 1. */
  readonly stride?: number;
  /** Pixels of zeros on every side, or `"same"` or `"valid"` as TensorFlow has them. Default 0. */
  readonly padding?: Padding;
  /** Whether to add a bias. Default true. */
  readonly bias?: boolean;
  /** How the kernel is drawn. Default uniform in ±1 / sqrt(kernelSize² · channels), as in PyTorch. */
  readonly initializer?: Initializer;
}

/**
 * Convolution, from [batch, height, width, channels] to [batch, height, width, filters].
 *
 * Weights: `kernel` [kernelSize, kernelSize, channels, filters] and `bias` [filters].
 *
 * @throws {RangeError} If a number is no whole one above 0; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { conv2d, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const layer = conv2d({ channels: 3, filters: 8, kernelSize: 3, stride: 2, padding: 1 });
 * initialize(layer, 1);
 * assertEquals(layer.forward(tf.zeros([1, 8, 8, 3]), { training: false, seed: 0 }).shape, [1, 4, 4, 8]);
 * ```
 */
export function conv2d(options: Conv2dOptions): Model<tf.Tensor4D, tf.Tensor4D> {
  const { channels, filters, kernelSize, stride = 1, padding = 0, bias = true, initializer } = options;
  const fanIn = kernelSize * kernelSize * channels;
  const numbers = { channels, filters, kernelSize, stride, padding };
  const drawn = initializer ?? { name: "fanInUniform", fanIn };
  const settings = settle("conv2d", options, { ...numbers, bias, initializer: drawn });
  requireRange("conv2d", "a whole number of at least 1", { channels, filters, kernelSize, stride });
  checkPadding("conv2d", padding);
  requireRange("conv2d", "true or false", { bias });
  if (initializer !== undefined) requireRange("conv2d", "a function", { initializer });
  const usual = fanInUniform(fanIn);
  const kernel = weight([kernelSize, kernelSize, channels, filters], initializer ?? usual);
  const offset = bias ? weight([filters], usual) : undefined;
  return Object.freeze({
    name: "conv2d",
    settings,
    staticGraph: true,
    params: Object.freeze({ kernel, ...offset && { bias: offset } }),
    forward(x: tf.Tensor4D, mode: Mode) {
      if (x.rank !== 4 || x.shape[3] !== channels || tooSmall(x, kernelSize, padding)) {
        const least = padding === "same" ? "" : ` of at least ${reach(kernelSize, padding)} pixels a side`;
        throw refuse("conv2d", mode, `[batch, height, width, ${channels}]${least}`, x);
      }
      const y = tf.conv2d(x, kernel as unknown as tf.Tensor4D, stride, padding);
      return offset ? tf.add(y, offset) as tf.Tensor4D : y;
    },
  });
}

function reach(kernelSize: number, padding: Padding): number {
  return Math.max(1, kernelSize - 2 * (typeof padding === "number" ? padding : 0));
}
