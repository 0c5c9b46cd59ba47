/** The convolution of images. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { type Initializer, weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { fanInUniform } from "../tensors/initializers.ts";
import { refuse } from "../shapes/refuse.ts";
import { convolved, requireGroups } from "../tensors/convolved.ts";
import { aroundOf, isTooSmall, leastOf, sidesOf } from "../tensors/padding.ts";

/** How a convolution is made. */
export interface Conv2dOptions {
  /** Channels that go in. */
  readonly channels: number;
  /** Channels that come out. */
  readonly filters: number;
  /** Height and width of the kernel, in pixels; as all that follows in pixels one number for both, or `[height, width]`. */
  readonly kernelSize: number | readonly [height: number, width: number];
  /** Pixels from one position to the next. Default 1. */
  readonly stride?: number | readonly [height: number, width: number];
  /** Pixels from one number of the kernel to the next. Default 1. */
  readonly dilation?: number | readonly [height: number, width: number];
  /**
   * Groups of neighbouring channels that go in, each for as many of those that come out; as many as `channels` make the convolution
   * depthwise. Default 1.
   */
  readonly groups?: number;
  /** Pixels of zeros on every side, or `"same"` or `"valid"` as TensorFlow has them. Default 0. */
  readonly padding?: number | readonly [height: number, width: number] | "same" | "valid";
  /** Whether to add a bias. Default true. */
  readonly bias?: boolean;
  /** How the kernel is drawn. Default uniform in ±1 / sqrt(height · width · channels / groups), as in PyTorch. */
  readonly initializer?: Initializer;
  /** How the bias is drawn, or one number for all of it. Default as the kernel is by default. */
  readonly biasInitializer?: Initializer | number;
}

/**
 * Convolution, from [batch, height, width, channels] to [batch, height, width, filters].
 *
 * Weights: `kernel` [height, width, channels / groups, filters] and `bias` [filters].
 *
 * @throws {RangeError} If a number is no whole one above 0, or `groups` does not divide `channels` and `filters`; in `forward`, if the
 *   input does not fit.
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
  const { channels, filters, kernelSize, stride = 1, padding = 0, bias = true, initializer, biasInitializer } = given(
    options,
  );
  const { dilation = 1, groups = 1 } = given(options);
  const numbers = { channels, filters, kernelSize, stride, padding, dilation, groups };
  const fanIn = [kernelSize, kernelSize].flat().slice(-2).reduce((product, side) => product * side, channels / groups);
  const drawn = initializer ?? { name: "fanInUniform", fanIn };
  const settings = settle("conv2d", options, { ...numbers, bias, initializer: drawn, biasInitializer });
  requireRange("conv2d", "a whole number of at least 1", { channels, filters, groups });
  const [size, strides, dilations] = sidesOf("conv2d", 2, 1, { kernelSize, stride, dilation }) as [Pair, Pair, Pair];
  const around = aroundOf("conv2d", 2, padding), reach = size.map((side, i) => (side - 1) * dilations[i]! + 1);
  requireRange("conv2d", "true or false", { bias });
  if (initializer !== undefined) requireRange("conv2d", "a function", { initializer });
  if (typeof biasInitializer === "number") requireRange("conv2d", "a finite number", { biasInitializer });
  else if (biasInitializer !== undefined) requireRange("conv2d", "a function", { biasInitializer });
  requireGroups("conv2d", { groups, channels, filters });
  const usual = fanInUniform(fanIn);
  const kernel = weight([...size, channels / groups, filters], initializer ?? usual);
  const offset = bias ? weight([filters], biasInitializer ?? usual) : undefined;
  return Object.freeze({
    name: "conv2d",
    settings,
    staticGraph: true,
    params: Object.freeze({ kernel, ...offset && { bias: offset } }),
    forward(x: tf.Tensor4D, mode: Mode) {
      if (x.rank !== 4 || x.shape[3] !== channels || isTooSmall(x.shape, reach, around)) {
        const least = around === "same" ? "" : ` of at least ${leastOf(reach, around, "pixels")}`;
        throw refuse("conv2d", mode, `[batch, height, width, ${channels}]${least}`, x);
      }
      const y = convolved(x, kernel as unknown as tf.Tensor, { strides, dilations, around, groups });
      return offset ? tf.add(y, offset) as tf.Tensor4D : y;
    },
  });
}

type Pair = readonly [number, number];
