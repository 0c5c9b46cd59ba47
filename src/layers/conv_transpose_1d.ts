/** The transposed convolution of sequences: each place is spread over a window. */
import type { Initializer } from "../tensors/weight.ts";
import { spreading } from "./conv_transpose_2d.ts";
import type { SequenceLayer } from "./pools_1d.ts";

/** How a transposed convolution of sequences is made. */
export interface ConvTranspose1dOptions {
  /** Channels that go in. */
  readonly channels: number;
  /** Channels that come out. */
  readonly filters: number;
  /** Places of the kernel. */
  readonly kernelSize: number;
  /** Places of the output from one position to the next. Default 1. */
  readonly stride?: number;
  /** Places that are cut off both ends of the output. Default 0. */
  readonly padding?: number;
  /** Places that are added at the end, fewer than `stride`. Default 0. */
  readonly outputPadding?: number;
  /** Whether to add a bias. Default true. */
  readonly bias?: boolean;
  /** How the kernel is drawn. Default uniform in ±1 / sqrt(kernelSize · filters), as in PyTorch. */
  readonly initializer?: Initializer;
}

/**
 * Transposed convolution, as PyTorch's `ConvTranspose1d`: what a convolution hands back to its input. From [batch, places, channels]
 * to (side - 1) · stride - 2 · padding + kernelSize + outputPadding places a side.
 *
 * Weights: `kernel` [kernelSize, filters, channels] and `bias` [filters].
 *
 * @throws {RangeError} If a number is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { convTranspose1d, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const layer = convTranspose1d({ channels: 4, filters: 2, kernelSize: 2, stride: 2 });
 * initialize(layer, 1);
 * assertEquals(layer.forward(tf.zeros([1, 3, 4]), { training: false, seed: 0 }).shape, [1, 6, 2]);
 * ```
 */
export function convTranspose1d(options: ConvTranspose1dOptions): SequenceLayer {
  return spreading("convTranspose1d", ["places"], options);
}
