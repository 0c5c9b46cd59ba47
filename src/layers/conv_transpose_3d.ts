/** The transposed convolution of volumes: each place is spread over a window. */
import type { Initializer } from "../tensors/weight.ts";
import { spreading } from "./conv_transpose_2d.ts";
import type { VolumeLayer } from "./pools_3d.ts";

/** How a transposed convolution of volumes is made. */
export interface ConvTranspose3dOptions {
  /** Channels that go in. */
  readonly channels: number;
  /** Channels that come out. */
  readonly filters: number;
  /** Depth, height and width of the kernel; as all that follows in places one number for all three, or `[depth, height, width]`. */
  readonly kernelSize: number | readonly [depth: number, height: number, width: number];
  /** Places of the output from one position to the next. Default 1. */
  readonly stride?: number | readonly [depth: number, height: number, width: number];
  /** Places that are cut off every side of the output. Default 0. */
  readonly padding?: number | readonly [depth: number, height: number, width: number];
  /** Places that are added at the far end of each side, fewer than `stride`. Default 0. */
  readonly outputPadding?: number | readonly [depth: number, height: number, width: number];
  /** Whether to add a bias. Default true. */
  readonly bias?: boolean;
  /** How the kernel is drawn. Default uniform in ±1 / sqrt(depth · height · width · filters), as in PyTorch. */
  readonly initializer?: Initializer;
}

/**
 * Transposed convolution, as PyTorch's `ConvTranspose3d`: what a convolution hands back to its input. From [batch, depth, height, width, channels]
 * to (side - 1) · stride - 2 · padding + kernelSize + outputPadding places a side.
 *
 * Weights: `kernel` [depth, height, width, filters, channels] and `bias` [filters].
 *
 * @throws {RangeError} If a number is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { convTranspose3d, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const layer = convTranspose3d({ channels: 4, filters: 2, kernelSize: 2, stride: 2 });
 * initialize(layer, 1);
 * assertEquals(layer.forward(tf.zeros([1, 2, 3, 3, 4]), { training: false, seed: 0 }).shape, [1, 4, 6, 6, 2]);
 * ```
 */
export function convTranspose3d(options: ConvTranspose3dOptions): VolumeLayer {
  return spreading("convTranspose3d", ["depth", "height", "width"], options);
}
