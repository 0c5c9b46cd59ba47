/** The convolution of sequences. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { type Initializer, weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { fanInUniform } from "../tensors/initializers.ts";
import { refuse } from "../shapes/refuse.ts";
import { convolved, requireGroups } from "../tensors/convolved.ts";
import { type Around, isTooSmall, leastOf } from "../tensors/padding.ts";

/** How a convolution of sequences is made. */
export interface Conv1dOptions {
  /** Numbers of each place that go in. */
  readonly channels: number;
  /** Numbers of each place that come out. */
  readonly filters: number;
  /** Places under the kernel. */
  readonly kernelSize: number;
  /** Places from one position to the next. Default 1. */
  readonly stride?: number;
  /**
   * Zeros at both ends, or `"causal"`: all of them before the first place, so that none sees what comes after it. Default 0.
   */
  readonly padding?: number | "causal";
  /** Places from one number of the kernel to the next. Default 1. */
  readonly dilation?: number;
  /**
   * Groups of neighbouring channels that go in, each for as many of those that come out; as many as `channels` make the convolution
   * depthwise. Default 1.
   */
  readonly groups?: number;
  /** Whether to add a bias. Default true. */
  readonly bias?: boolean;
  /** How the kernel is drawn. Default uniform in ±1 / sqrt(kernelSize · channels / groups), as in PyTorch. */
  readonly initializer?: Initializer;
}

/**
 * Convolution over places, from [batch, places, channels] to [batch, places, filters], as PyTorch's `Conv1d`.
 *
 * Weights: `kernel` [kernelSize, channels / groups, filters] and `bias` [filters].
 *
 * @throws {RangeError} If a number is out of range, or `groups` does not divide `channels` and `filters`; in `forward`, if the input
 *   does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { conv1d, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const layer = conv1d({ channels: 3, filters: 8, kernelSize: 3, padding: "causal", dilation: 4 });
 * initialize(layer, 1);
 * assertEquals(layer.forward(tf.zeros([2, 10, 3]), { training: false, seed: 0 }).shape, [2, 10, 8]);
 * ```
 */
export function conv1d(options: Conv1dOptions): Model<tf.Tensor3D, tf.Tensor3D> {
  const { channels, filters, kernelSize, stride = 1, padding = 0, dilation = 1, bias = true, initializer } = given(
    options,
  );
  const { groups = 1 } = given(options), fanIn = kernelSize * channels / groups;
  const numbers = { channels, filters, kernelSize, stride, padding, dilation, groups };
  const drawn = initializer ?? { name: "fanInUniform", fanIn };
  const settings = settle("conv1d", options, { ...numbers, bias, initializer: drawn });
  requireRange("conv1d", "a whole number of at least 1", { channels, filters, kernelSize, stride, dilation, groups });
  if (padding !== "causal") requireRange("conv1d", "a whole number of at least 0", { padding });
  requireRange("conv1d", "true or false", { bias });
  if (initializer !== undefined) requireRange("conv1d", "a function", { initializer });
  requireGroups("conv1d", { groups, channels, filters });
  const kernel = weight([kernelSize, channels / groups, filters], initializer ?? fanInUniform(fanIn));
  const offset = bias ? weight([filters], fanInUniform(fanIn)) : undefined;
  const reach = (kernelSize - 1) * dilation + 1;
  const around: Around = [padding === "causal" ? [reach - 1, 0] : [padding, padding]];
  return Object.freeze({
    name: "conv1d",
    settings,
    staticGraph: true,
    params: Object.freeze({ kernel, ...offset && { bias: offset } }),
    forward(x: tf.Tensor3D, mode: Mode) {
      if (x.rank !== 3 || x.shape[2] !== channels || isTooSmall(x.shape, [reach], around)) {
        throw refuse(
          "conv1d",
          mode,
          `[batch, places, ${channels}] of at least ${leastOf([reach], around, "places")}`,
          x,
        );
      }
      const how = { strides: [stride], dilations: [dilation], around, groups };
      const y = convolved(x, kernel as unknown as tf.Tensor, how);
      return offset ? tf.add(y, offset) as tf.Tensor3D : y;
    },
  });
}
