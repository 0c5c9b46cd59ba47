/** What stands around an image. PyTorch pads both sides alike, TensorFlow's "same" more at the end; both are here. */
import { tf } from "../tf.ts";

/** Pixels on every side, or `"same"` or `"valid"` as TensorFlow has them. */
export type Padding = number | "same" | "valid";

/**
 * Refuses what is no padding.
 *
 * @throws {RangeError} If a number of pixels is not whole or below 0.
 */
export function checkPadding(layer: string, padding: Padding): void {
  if (padding === "same" || padding === "valid" || Number.isInteger(padding) && padding >= 0) return;
  throw new RangeError(
    `Cannot make ${layer} as padding must be "same", "valid" or a whole number of pixels: got ${padding}.`,
  );
}

/**
 * The image with a border of one value; the image itself where the padding is 0 or a word.
 *
 * @param x [batch, height, width, channels].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { padImage } from "./padding.ts";
 *
 * assertEquals(padImage(tf.zeros([1, 2, 2, 1]), 1, 0).shape, [1, 4, 4, 1]);
 * ```
 */
export function padImage(x: tf.Tensor4D, padding: Padding, value: number): tf.Tensor4D {
  if (typeof padding === "string" || padding === 0) return x;
  return tf.pad(x, [[0, 0], [padding, padding], [padding, padding], [0, 0]], value);
}

/** Whether a window of that size finds no place in the padded image. */
export function tooSmall(x: tf.Tensor4D, window: number, padding: Padding): boolean {
  if (padding === "same") return false;
  const around = typeof padding === "number" ? 2 * padding : 0;
  return Math.min(x.shape[1], x.shape[2]) + around < window;
}
