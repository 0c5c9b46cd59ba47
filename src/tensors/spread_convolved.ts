/** Transposed convolutions of sequences, images and volumes: what a convolution hands back to its input. */
import { tf } from "../tf.ts";

/** How a transposed convolution spreads places; one number for each side. */
export interface Spreading {
  /** Places of the output from one position to the next. */
  readonly strides: readonly number[];
  /** Places that are cut off at both ends. */
  readonly padding: readonly number[];
  /** The sizes of what comes out. */
  readonly sides: readonly number[];
}

/**
 * A transposed convolution, from [batch, ...sides, channels] to [batch, ...sides, filters].
 *
 * @param x Of rank 3, 4 or 5.
 * @param kernel [...sides, filters, channels].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { spreadConvolved } from "./spread_convolved.ts";
 *
 * const kernel = tf.tensor3d([1, 10], [2, 1, 1]), how = { strides: [1], padding: [0], sides: [3] };
 * assertEquals([...spreadConvolved(tf.tensor3d([1, 2], [1, 2, 1]), kernel, how).dataSync()], [1, 12, 20]);
 * ```
 */
export function spreadConvolved<T extends tf.Tensor>(
  x: T,
  kernel: tf.Tensor,
  { strides, padding, sides }: Spreading,
): T {
  const batch = x.shape[0]!, filters = kernel.shape.at(-2)!;
  if (x.rank === 3) {
    const rows = tf.reshape(x, [batch, 1, x.shape[1]!, x.shape[2]!]);
    const filter = tf.reshape(kernel, [1, ...kernel.shape as [number, number, number]]);
    const how = { strides: [1, ...strides], padding: [0, ...padding], sides: [1, ...sides] };
    return tf.reshape(spreadConvolved(rows, filter, how), [batch, ...sides, filters] as never) as T;
  }
  // What is cut off is made first: tfjs's own padding cannot say sides that a stride does not fill.
  const whole = [batch, ...sides.map((side, i) => side + 2 * padding[i]!), filters];
  const wide = x.rank === 4
    ? tf.conv2dTranspose(x as never, kernel as never, whole as never, strides as [number, number], "valid")
    : tf.conv3dTranspose(x as never, kernel as never, whole as never, strides as [number, number, number], "valid");
  if (padding.every((width) => width === 0)) return wide as tf.Tensor as T;
  return tf.slice(wide as tf.Tensor, [0, ...padding, 0], [batch, ...sides, filters]) as T;
}
