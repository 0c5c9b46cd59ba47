/** Rotary places: queries and keys are turned by angles that grow with their place, so that scores depend on distances. */
import { tf } from "../tf.ts";

/** How places turn what stands there. */
export interface RotatedOptions {
  /** Which place the first one is. Default 0. */
  readonly from?: number;
  /** The slowest angle turns about once in 2π times this number of places. Default 10,000. */
  readonly base?: number;
}

/**
 * Turns pairs of numbers (Su et al., 2021), in the form of GPT-NeoX and Llama: number i of the first half and of the second are a
 * pair, which at place p is turned by p · base^(-2i / size).
 *
 * @param x [batch, heads, places, size], with an even size.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { rotated } from "./rotated.ts";
 *
 * const [a, b] = rotated(tf.tensor4d([1, 0], [1, 1, 1, 2]), { from: 2 }).dataSync();
 * assertAlmostEquals(a!, Math.cos(2), 1e-6);
 * assertAlmostEquals(b!, Math.sin(2), 1e-6);
 * ```
 */
export function rotated(x: tf.Tensor4D, { from = 0, base = 10_000 }: RotatedOptions = {}): tf.Tensor4D {
  const [, , places, size] = x.shape, half = size / 2;
  const angles = anglesOf(places, half, { from, base }), [cos, sin] = [tf.cos(angles), tf.sin(angles)];
  const [a, b] = tf.split(x, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
  return tf.concat([tf.sub(tf.mul(a, cos), tf.mul(b, sin)), tf.add(tf.mul(b, cos), tf.mul(a, sin))], 3) as tf.Tensor4D;
}

/**
 * The angles of places, [places, count]: at place p and column i, p · base^(-i / count).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { anglesOf } from "./rotated.ts";
 *
 * assertEquals(anglesOf(2, 1, { from: 3, base: 100 }).arraySync(), [[3], [4]]);
 * ```
 */
export function anglesOf(places: number, count: number, { from = 0, base = 10_000 }: RotatedOptions): tf.Tensor2D {
  const speeds = tf.tensor2d(Array.from({ length: count }, (_, i) => base ** (-i / count)), [1, count]);
  return tf.mul(tf.reshape(tf.range(from, from + places, 1, "float32"), [places, 1]), speeds);
}
