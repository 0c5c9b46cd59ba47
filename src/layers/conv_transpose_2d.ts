/** The transposed convolution of images: each pixel is spread over a window. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { type Initializer, weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { fanInUniform } from "../tensors/initializers.ts";
import { refuse } from "../shapes/refuse.ts";
import { type Sides, sidesOf } from "../tensors/padding.ts";
import { spreadConvolved } from "../tensors/convolved.ts";
import type { ImageLayer } from "./pools.ts";

/** How a transposed convolution is made. */
export interface ConvTranspose2dOptions {
  /** Channels that go in. */
  readonly channels: number;
  /** Channels that come out. */
  readonly filters: number;
  /** Height and width of the kernel, in pixels; as all that follows in pixels one number for both, or `[height, width]`. */
  readonly kernelSize: number | readonly [height: number, width: number];
  /** Pixels of the output from one position to the next. Default 1. */
  readonly stride?: number | readonly [height: number, width: number];
  /** Pixels that are cut off every side of the output. Default 0. */
  readonly padding?: number | readonly [height: number, width: number];
  /** Pixels that are added below and on the right, fewer than `stride`. Default 0. */
  readonly outputPadding?: number | readonly [height: number, width: number];
  /** Whether to add a bias. Default true. */
  readonly bias?: boolean;
  /** How the kernel is drawn. Default uniform in ±1 / sqrt(height · width · filters), as in PyTorch. */
  readonly initializer?: Initializer;
}

/**
 * Transposed convolution, as PyTorch's `ConvTranspose2d`: what a convolution hands back to its input. From [batch, height, width,
 * channels] to [batch, (height - 1) · stride - 2 · padding + kernelSize + outputPadding, ..., filters].
 *
 * Weights: `kernel` [height, width, filters, channels] and `bias` [filters].
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
  return spreading("convTranspose2d", ["height", "width"], options);
}

interface Options {
  readonly channels: number;
  readonly filters: number;
  readonly kernelSize: Sides;
  readonly stride?: Sides;
  readonly padding?: Sides;
  readonly outputPadding?: Sides;
  readonly bias?: boolean;
  readonly initializer?: Initializer;
}

/**
 * A transposed convolution over any sides.
 *
 * @param sides Their names, as errors say them.
 */
export function spreading<T extends tf.Tensor>(name: string, sides: readonly string[], options: Options): Model<T, T> {
  const { channels, filters, kernelSize, stride = 1, padding = 0, outputPadding = 0, bias = true } = given(options);
  const { initializer } = given(options), count = sides.length;
  const numbers = { channels, filters, kernelSize, stride, padding, outputPadding };
  const [size = [], strides = []] = sidesOf(name, count, 1, { kernelSize, stride });
  const [cut = [], added = []] = sidesOf(name, count, 0, { padding, outputPadding });
  const fanIn = size.reduce((product, side) => product * side, filters);
  const drawn = initializer ?? { name: "fanInUniform", fanIn };
  const settings = settle(name, options, { ...numbers, bias, initializer: drawn });
  requireRange(name, "a whole number of at least 1", { channels, filters });
  requireRange(name, "true or false", { bias });
  if (initializer !== undefined) requireRange(name, "a function", { initializer });
  const over = added.findIndex((width, i) => width >= strides[i]!);
  if (over >= 0) {
    throw new RangeError(
      `Cannot make ${name} as outputPadding must be below the stride of ${strides[over]}: got ${added[over]}.`,
    );
  }
  const kernel = weight([...size, filters, channels], initializer ?? fanInUniform(fanIn));
  const offset = bias ? weight([filters], fanInUniform(fanIn)) : undefined;
  const sidesFor = (shape: readonly number[]) =>
    size.map((side, i) => (shape[i + 1]! - 1) * strides[i]! - 2 * cut[i]! + side + added[i]!);
  return Object.freeze({
    name,
    settings,
    staticGraph: true,
    params: Object.freeze({ kernel, ...offset && { bias: offset } }),
    forward(x: T, mode: Mode) {
      if (x.rank !== count + 2 || x.shape.at(-1) !== channels || Math.min(...sidesFor(x.shape)) < 1) {
        throw refuse(name, mode, `[batch, ${sides.join(", ")}, ${channels}] of which something is left`, x);
      }
      const how = { strides, padding: cut, sides: sidesFor(x.shape) };
      const y = spreadConvolved(x, kernel as unknown as tf.Tensor, how);
      return offset ? tf.add(y, offset) as T : y;
    },
  });
}
