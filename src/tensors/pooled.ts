/** The largest or the mean of windows, over sequences, images and volumes. */
import { tf } from "../tf.ts";
import { type Around, bordered, widthsOf } from "./padding.ts";
import { real } from "./real.ts";

/** What is made of a window. */
export type Kind = "max" | "avg";

/** How a window goes over places; one number for each side. */
export interface Pooling {
  /** Places of a window. */
  readonly size: readonly number[];
  /** Places from one window to the next. */
  readonly strides: readonly number[];
  /** What stands around: for the mean it counts as zeros, unless TensorFlow's words say what. */
  readonly around: Around;
}

/**
 * Pools [batch, ...sides, channels], channel by channel.
 *
 * @param x Of rank 3, 4 or 5.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { pooled } from "./pooled.ts";
 *
 * const y = pooled("max", tf.tensor3d([1, 3, 2, 0], [1, 4, 1]), { size: [2], strides: [2], around: "valid" });
 * assertEquals([...y.dataSync()], [3, 2]);
 * ```
 */
export function pooled<T extends tf.Tensor>(kind: Kind, x: T, { size, strides, around }: Pooling): T {
  if (x.rank === 3) {
    const [batch, places, channels] = x.shape as [number, number, number];
    const row = tf.reshape(x, [batch, places, 1, channels]);
    const sides: Around = typeof around === "string" ? around : [around[0]!, [0, 0]];
    const y = pooled(kind, row, { size: [size[0]!, 1], strides: [strides[0]!, 1], around: sides });
    return tf.reshape(y, [batch, y.shape[1]!, channels]) as T;
  }
  const widths = typeof around === "string" ? [] : widthsOf(x.shape, around, size, strides);
  const [image, border] = kind === "max" ? [x, -Infinity] as const : [real(x), 0] as const;
  const padded = bordered(image, widths, border), pad = around === "same" ? "same" : "valid";
  const run = (x.rank === 4 ? { max: tf.maxPool, avg: tf.avgPool } : { max: tf.maxPool3d, avg: tf.avgPool3d })[kind];
  return (run as (x: tf.Tensor, size: unknown, strides: unknown, pad: string) => tf.Tensor)(
    ...[padded, [...size], [...strides], pad] as const,
  ) as T;
}

/**
 * Pools as many windows as are asked for, whatever the size: along a side the window i goes from floor(i · side / size) to
 * ceil((i + 1) · side / size), as PyTorch's adaptive pools have it.
 *
 * @param x [batch, ...sides, channels].
 * @param size Windows along each side.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { adaptivelyPooled } from "./pooled.ts";
 *
 * const y = adaptivelyPooled("avg", tf.tensor3d([1, 2, 3], [1, 3, 1]), [2]);
 * assertEquals([...y.dataSync()], [1.5, 2.5]);
 * ```
 */
export function adaptivelyPooled<T extends tf.Tensor>(kind: Kind, x: T, size: readonly number[]): T {
  // The last side first: of several that are largest PyTorch takes the first one in reading order.
  return size.reduceRight((y: tf.Tensor, count, i) => alongAxis(kind, y, i + 1, count), x) as T;
}

function alongAxis(kind: Kind, x: tf.Tensor, axis: number, count: number): tf.Tensor {
  const side = x.shape[axis]!, product = (sides: readonly number[]) => sides.reduce((all, side) => all * side, 1);
  if (side === count) return x;
  const [before, after] = [product(x.shape.slice(0, axis)), product(x.shape.slice(axis + 1))];
  const columns = tf.reshape(x, [before, side, 1, after]) as tf.Tensor4D;
  const window = (of: tf.Tensor4D, length: number) =>
    pooled(kind, of, { size: [length, 1], strides: [length, 1], around: "valid" });
  const ends = Array.from({ length: count }, (_, i) => [
    ...[Math.floor(i * side / count), Math.ceil((i + 1) * side / count)],
  ]);
  const y = side % count === 0 ? window(columns, side / count) : tf.concat(
    ends.map(([from, to]) => window(tf.slice(columns, [0, from!, 0, 0], [before, to! - from!, 1, after]), to! - from!)),
    1,
  );
  return tf.reshape(y, [...x.shape.slice(0, axis), count, ...x.shape.slice(axis + 1)]);
}
