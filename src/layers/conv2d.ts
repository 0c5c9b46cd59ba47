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
  /** Pixels from one number of the kernel to the next. Default 1. */
  readonly dilation?: number;
  /**
   * Groups of neighbouring channels that go in, each for as many of those that come out; as many as `channels` make the convolution
   * depthwise. Default 1.
   */
  readonly groups?: number;
  /** Pixels of zeros on every side, or `"same"` or `"valid"` as TensorFlow has them. Default 0. */
  readonly padding?: Padding;
  /** Whether to add a bias. Default true. */
  readonly bias?: boolean;
  /** How the kernel is drawn. Default uniform in ±1 / sqrt(kernelSize² · channels / groups), as in PyTorch. */
  readonly initializer?: Initializer;
  /** How the bias is drawn, or one number for all of it. Default as the kernel is by default. */
  readonly biasInitializer?: Initializer | number;
}

/**
 * Convolution, from [batch, height, width, channels] to [batch, height, width, filters].
 *
 * Weights: `kernel` [kernelSize, kernelSize, channels / groups, filters] and `bias` [filters].
 *
 * @throws {RangeError} If a number is no whole one above 0, `groups` does not divide `channels` and `filters`, or both `stride`
 *   and `dilation` are above 1; in `forward`, if the input does not fit.
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
  const { channels, filters, kernelSize, stride = 1, padding = 0, bias = true, initializer, biasInitializer } = options;
  const { dilation = 1, groups = 1 } = options, reached = (kernelSize - 1) * dilation + 1;
  const fanIn = kernelSize * kernelSize * channels / groups;
  const numbers = { channels, filters, kernelSize, stride, padding, dilation, groups };
  const drawn = initializer ?? { name: "fanInUniform", fanIn };
  const settings = settle("conv2d", options, { ...numbers, bias, initializer: drawn, biasInitializer });
  requireRange("conv2d", "a whole number of at least 1", { channels, filters, kernelSize, stride, dilation, groups });
  checkPadding("conv2d", padding);
  requireRange("conv2d", "true or false", { bias });
  if (initializer !== undefined) requireRange("conv2d", "a function", { initializer });
  if (typeof biasInitializer === "number") requireRange("conv2d", "a finite number", { biasInitializer });
  else if (biasInitializer !== undefined) requireRange("conv2d", "a function", { biasInitializer });
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw new RangeError(
      `Cannot make conv2d as groups must divide channels and filters: got ${groups} groups of ${channels} channels and ${filters} filters.`,
    );
  }
  if (stride > 1 && dilation > 1) {
    throw new RangeError(`Cannot make conv2d as stride or dilation must be 1: got ${stride} and ${dilation}.`);
  }
  const usual = fanInUniform(fanIn);
  const kernel = weight([kernelSize, kernelSize, channels / groups, filters], initializer ?? usual);
  const offset = bias ? weight([filters], biasInitializer ?? usual) : undefined;
  return Object.freeze({
    name: "conv2d",
    settings,
    staticGraph: true,
    params: Object.freeze({ kernel, ...offset && { bias: offset } }),
    forward(x: tf.Tensor4D, mode: Mode) {
      if (x.rank !== 4 || x.shape[3] !== channels || tooSmall(x, reached, padding)) {
        const least = padding === "same" ? "" : ` of at least ${reach(reached, padding)} pixels a side`;
        throw refuse("conv2d", mode, `[batch, height, width, ${channels}]${least}`, x);
      }
      const y = convolved(x, kernel as unknown as tf.Tensor4D, { groups, stride, padding, dilation });
      return offset ? tf.add(y, offset) as tf.Tensor4D : y;
    },
  });
}

/** By one operation where there is one: for a single group, and for groups of one channel. */
function convolved(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { groups, stride, padding, dilation }: Required<Pick<Conv2dOptions, "groups" | "stride" | "padding" | "dilation">>,
): tf.Tensor4D {
  if (groups === 1) return tf.conv2d(x, kernel, stride, padding, "NHWC", dilation);
  const [height, width, , filters] = kernel.shape;
  if (groups === x.shape[3]) {
    const filter = tf.reshape(kernel, [height, width, groups, filters / groups]) as tf.Tensor4D;
    return tf.depthwiseConv2d(x, filter, stride, padding, "NHWC", dilation);
  }
  const kernels = tf.split(kernel, groups, 3) as tf.Tensor4D[], parts = tf.split(x, groups, 3) as tf.Tensor4D[];
  return tf.concat(parts.map((part, i) => tf.conv2d(part, kernels[i]!, stride, padding, "NHWC", dilation)), 3);
}

function reach(kernelSize: number, padding: Padding): number {
  return Math.max(1, kernelSize - 2 * (typeof padding === "number" ? padding : 0));
}
