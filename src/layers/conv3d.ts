/** The convolution of volumes, such as films and scans. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { type Initializer, weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { fanInUniform } from "../tensors/initializers.ts";
import { refuse } from "../shapes/refuse.ts";
import { convolved, requireGroups } from "../tensors/convolved.ts";
import { aroundOf, isTooSmall, leastOf, sidesOf } from "../tensors/padding.ts";

/** How a convolution of volumes is made. */
export interface Conv3dOptions {
  /** Channels that go in. */
  readonly channels: number;
  /** Channels that come out. */
  readonly filters: number;
  /** Depth, height and width of the kernel; as all that follows in places one number for all three, or `[depth, height, width]`. */
  readonly kernelSize: number | readonly [depth: number, height: number, width: number];
  /** Places from one position to the next. Default 1. */
  readonly stride?: number | readonly [depth: number, height: number, width: number];
  /** Places from one number of the kernel to the next. Default 1. */
  readonly dilation?: number | readonly [depth: number, height: number, width: number];
  /**
   * Groups of neighbouring channels that go in, each for as many of those that come out; as many as `channels` make the convolution
   * depthwise. Default 1.
   */
  readonly groups?: number;
  /** Places of zeros on every side, or `"same"` or `"valid"` as TensorFlow has them. Default 0. */
  readonly padding?: number | readonly [depth: number, height: number, width: number] | "same" | "valid";
  /** Whether to add a bias. Default true. */
  readonly bias?: boolean;
  /** How the kernel is drawn. Default uniform in ±1 / sqrt(depth · height · width · channels / groups), as in PyTorch. */
  readonly initializer?: Initializer;
}

/**
 * Convolution, from [batch, depth, height, width, channels] to [batch, depth, height, width, filters], as PyTorch's `Conv3d`.
 *
 * Weights: `kernel` [depth, height, width, channels / groups, filters] and `bias` [filters].
 *
 * @throws {RangeError} If a number is no whole one above 0, or `groups` does not divide `channels` and `filters`; in `forward`, if the
 *   input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { conv3d, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const layer = conv3d({ channels: 1, filters: 2, kernelSize: 3, stride: [1, 2, 2], padding: 1 });
 * initialize(layer, 1);
 * assertEquals(layer.forward(tf.zeros([1, 3, 8, 8, 1]), { training: false, seed: 0 }).shape, [1, 3, 4, 4, 2]);
 * ```
 */
export function conv3d(options: Conv3dOptions): Model<tf.Tensor5D, tf.Tensor5D> {
  const { channels, filters, kernelSize, stride = 1, padding = 0, bias = true, initializer } = given(options);
  const { dilation = 1, groups = 1 } = given(options);
  const numbers = { channels, filters, kernelSize, stride, padding, dilation, groups };
  const fanIn = [kernelSize, kernelSize, kernelSize].flat().slice(-3).reduce(
    (product, side) => product * side,
    channels / groups,
  );
  const drawn = initializer ?? { name: "fanInUniform", fanIn };
  const settings = settle("conv3d", options, { ...numbers, bias, initializer: drawn });
  requireRange("conv3d", "a whole number of at least 1", { channels, filters, groups });
  const [size, strides, dilations] = sidesOf("conv3d", 3, 1, { kernelSize, stride, dilation }) as [Three, Three, Three];
  const around = aroundOf("conv3d", 3, padding), reach = size.map((side, i) => (side - 1) * dilations[i]! + 1);
  requireRange("conv3d", "true or false", { bias });
  if (initializer !== undefined) requireRange("conv3d", "a function", { initializer });
  requireGroups("conv3d", { groups, channels, filters });
  const usual = fanInUniform(fanIn);
  const kernel = weight([...size, channels / groups, filters], initializer ?? usual);
  const offset = bias ? weight([filters], usual) : undefined;
  return Object.freeze({
    name: "conv3d",
    settings,
    staticGraph: true,
    params: Object.freeze({ kernel, ...offset && { bias: offset } }),
    forward(x: tf.Tensor5D, mode: Mode) {
      if (x.rank !== 5 || x.shape[4] !== channels || isTooSmall(x.shape, reach, around)) {
        const least = around === "same" ? "" : ` of at least ${leastOf(reach, around, "places")}`;
        throw refuse("conv3d", mode, `[batch, depth, height, width, ${channels}]${least}`, x);
      }
      const y = convolved(x, kernel as unknown as tf.Tensor, { strides, dilations, around, groups });
      return offset ? tf.add(y, offset) as tf.Tensor5D : y;
    },
  });
}

type Three = readonly [number, number, number];
