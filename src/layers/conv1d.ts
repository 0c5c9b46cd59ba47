/** The convolution of sequences. */
import { settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { type Initializer, weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { requireRange } from "../options/require_range.ts";
import { fanInUniform } from "../tensors/initializers.ts";
import { refuse } from "../shapes/refuse.ts";

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
  /** Whether to add a bias. Default true. */
  readonly bias?: boolean;
  /** How the kernel is drawn. Default uniform in ±1 / sqrt(kernelSize · channels), as in PyTorch. */
  readonly initializer?: Initializer;
}

/**
 * Convolution over places, from [batch, places, channels] to [batch, places, filters], as PyTorch's `Conv1d`.
 *
 * Weights: `kernel` [kernelSize, channels, filters] and `bias` [filters].
 *
 * @throws {RangeError} If a number is out of range, or both `stride` and `dilation` are above 1; in `forward`, if the input does
 *   not fit.
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
  const { channels, filters, kernelSize, stride = 1, padding = 0, dilation = 1, bias = true, initializer } = options;
  const fanIn = kernelSize * channels, drawn = initializer ?? { name: "fanInUniform", fanIn };
  const numbers = { channels, filters, kernelSize, stride, padding, dilation };
  const settings = settle("conv1d", options, { ...numbers, bias, initializer: drawn });
  requireRange("conv1d", "a whole number of at least 1", { channels, filters, kernelSize, stride, dilation });
  if (padding !== "causal") requireRange("conv1d", "a whole number of at least 0", { padding });
  requireRange("conv1d", "true or false", { bias });
  if (initializer !== undefined) requireRange("conv1d", "a function", { initializer });
  if (stride > 1 && dilation > 1) {
    throw new RangeError(`Cannot make conv1d as stride or dilation must be 1: got ${stride} and ${dilation}.`);
  }
  const kernel = weight([kernelSize, channels, filters], initializer ?? fanInUniform(fanIn));
  const offset = bias ? weight([filters], fanInUniform(fanIn)) : undefined;
  const reach = (kernelSize - 1) * dilation + 1;
  const ends: [number, number] = padding === "causal" ? [reach - 1, 0] : [padding, padding];
  return Object.freeze({
    name: "conv1d",
    settings,
    staticGraph: true,
    params: Object.freeze({ kernel, ...offset && { bias: offset } }),
    forward(x: tf.Tensor3D, mode: Mode) {
      if (x.rank !== 3 || x.shape[2] !== channels || x.shape[1] + ends[0] + ends[1] < reach) {
        const least = Math.max(1, reach - ends[0] - ends[1]);
        throw refuse("conv1d", mode, `[batch, places, ${channels}] of at least ${least} places`, x);
      }
      const [batch, places] = x.shape;
      const padded = ends[0] + ends[1] === 0 ? x : tf.pad(x, [[0, 0], ends, [0, 0]]);
      const rows = tf.reshape(padded, [batch, 1, places + ends[0] + ends[1], channels]) as tf.Tensor4D;
      const filter = tf.reshape(kernel as unknown as tf.Tensor3D, [1, kernelSize, channels, filters]) as tf.Tensor4D;
      const y = tf.conv2d(rows, filter, [1, stride], "valid", "NHWC", [1, dilation]);
      const row = tf.reshape(y, [batch, y.shape[2], filters]) as tf.Tensor3D;
      return offset ? tf.add(row, offset) as tf.Tensor3D : row;
    },
  });
}
