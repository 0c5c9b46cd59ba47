/** The transposed convolution of images: each pixel is spread over a window. */
import { settle } from "../options/settle.ts";
import type { Mode } from "../model.ts";
import { type Initializer, weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { requireRange } from "../options/require_range.ts";
import { fanInUniform } from "../tensors/initializers.ts";
import { refuse } from "../shapes/refuse.ts";
import type { ImageLayer } from "./pools.ts";

/** How a transposed convolution is made. */
export interface ConvTranspose2dOptions {
  /** Channels that go in. */
  readonly channels: number;
  /** Channels that come out. */
  readonly filters: number;
  /** Height and width of the kernel, in pixels. */
  readonly kernelSize: number;
  /** Pixels of the output from one position to the next. Default 1. */
  readonly stride?: number;
  /** Pixels that are cut off every side of the output. Default 0. */
  readonly padding?: number;
  /** Pixels that are added below and on the right, fewer than `stride`. Default 0. */
  readonly outputPadding?: number;
  /** Whether to add a bias. Default true. */
  readonly bias?: boolean;
  /** How the kernel is drawn. Default uniform in ±1 / sqrt(kernelSize² · filters), as in PyTorch. */
  readonly initializer?: Initializer;
}

/**
 * Transposed convolution, as PyTorch's `ConvTranspose2d`: what a convolution hands back to its input. From [batch, height, width,
 * channels] to [batch, (height - 1) · stride - 2 · padding + kernelSize + outputPadding, ..., filters].
 *
 * Weights: `kernel` [kernelSize, kernelSize, filters, channels] and `bias` [filters].
 *
 * @throws {RangeError} If a number is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { convTranspose2d, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const layer = convTranspose2d({ channels: 4, filters: 2, kernelSize: 2, stride: 2 });
 * initialize(layer, 1);
 * assertEquals(layer.forward(tf.zeros([1, 3, 5, 4]), { training: false, seed: 0 }).shape, [1, 6, 10, 2]);
 * ```
 */
export function convTranspose2d(options: ConvTranspose2dOptions): ImageLayer {
  const { channels, filters, kernelSize, stride = 1, padding = 0, outputPadding = 0, bias = true } = options;
  const { initializer } = options, fanIn = kernelSize * kernelSize * filters;
  const numbers = { channels, filters, kernelSize, stride, padding, outputPadding };
  const drawn = initializer ?? { name: "fanInUniform", fanIn };
  const settings = settle("convTranspose2d", options, { ...numbers, bias, initializer: drawn });
  requireRange("convTranspose2d", "a whole number of at least 1", { channels, filters, kernelSize, stride });
  requireRange("convTranspose2d", "a whole number of at least 0", { padding, outputPadding });
  requireRange("convTranspose2d", "true or false", { bias });
  if (initializer !== undefined) requireRange("convTranspose2d", "a function", { initializer });
  if (outputPadding >= stride) {
    throw new RangeError(
      `Cannot make convTranspose2d as outputPadding must be below the stride of ${stride}: got ${outputPadding}.`,
    );
  }
  const usual = fanInUniform(fanIn);
  const kernel = weight([kernelSize, kernelSize, filters, channels], initializer ?? usual);
  const offset = bias ? weight([filters], usual) : undefined;
  const sideOf = (side: number) => (side - 1) * stride - 2 * padding + kernelSize + outputPadding;
  return Object.freeze({
    name: "convTranspose2d",
    settings,
    staticGraph: true,
    params: Object.freeze({ kernel, ...offset && { bias: offset } }),
    forward(x: tf.Tensor4D, mode: Mode) {
      if (x.rank !== 4 || x.shape[3] !== channels || Math.min(sideOf(x.shape[1]), sideOf(x.shape[2])) < 1) {
        throw refuse("convTranspose2d", mode, `[batch, height, width, ${channels}] of which something is left`, x);
      }
      const [batch, height, width] = x.shape;
      // What is cut off is made first: tfjs's own padding cannot say sides that a stride does not fill.
      const whole = [batch, sideOf(height) + 2 * padding, sideOf(width) + 2 * padding, filters] as const;
      const wide = tf.conv2dTranspose(x, kernel as unknown as tf.Tensor4D, [...whole], stride, "valid");
      const y = padding === 0
        ? wide
        : tf.slice(wide, [0, padding, padding, 0], [batch, sideOf(height), sideOf(width), filters]);
      return offset ? tf.add(y, offset) as tf.Tensor4D : y;
    },
  });
}
