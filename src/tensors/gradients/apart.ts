/** Filters whose taps lie apart, as filters with zeros between the taps; images of which every second place is kept. */
import { tf } from "../../tf.ts";

type Pair = readonly number[];

/** Puts zeros between the taps of a filter, `[height, width, ...]`. */
export function setApart(filter: tf.Tensor, [down, right]: Pair): tf.Tensor {
  if (down === 1 && right === 1) return filter;
  const [h, w, ...rest] = filter.shape as [number, number, ...number[]], run = tf.util.sizeFromShape(rest);
  const rows = tf.pad(tf.reshape(filter, [h, 1, w * run]), [[0, 0], [0, down! - 1], [0, 0]]);
  const both = tf.pad(tf.reshape(rows, [h * down!, w, 1, run]), [[0, 0], [0, 0], [0, right! - 1], [0, 0]]);
  const whole = tf.reshape(both, [h * down!, w * right!, run]);
  const kept = tf.slice(whole, [0, 0, 0], [(h - 1) * down! + 1, (w - 1) * right! + 1, run]);
  return tf.reshape(kept, [(h - 1) * down! + 1, (w - 1) * right! + 1, ...rest]);
}

/** Takes the taps out from between the others; `shape` is what they make together. */
export function drawTogether(gradient: tf.Tensor, shape: readonly number[], [down, right]: Pair): tf.Tensor {
  if (down === 1 && right === 1) return gradient;
  const [h, w, ...rest] = shape as [number, number, ...number[]], run = tf.util.sizeFromShape(rest);
  const [tall, wide] = gradient.shape as [number, number];
  const flat = tf.reshape(gradient, [tall, wide, run]);
  const whole = tf.pad(flat, [[0, h * down! - tall], [0, w * right! - wide], [0, 0]]);
  const columns = tf.slice(tf.reshape(whole, [h * down!, w, right!, run]), [0, 0, 0, 0], [h * down!, w, 1, run]);
  const both = tf.slice(tf.reshape(columns, [h, down!, w * run]), [0, 0, 0], [h, 1, w * run]);
  return tf.reshape(both, [...shape]);
}

/** Of images every so many places, `size` of them. */
export function thinnedOut(x: tf.Tensor, [height, width]: Pair, [down, right]: Pair): tf.Tensor {
  if (down === 1 && right === 1) return x;
  const [n, , , channels] = x.shape as [number, number, number, number];
  const end = [n, (height! - 1) * down! + 1, (width! - 1) * right! + 1, channels];
  return tf.stridedSlice(x, [0, 0, 0, 0], end, [1, down!, right!, 1]);
}

/** The gradient of {@linkcode thinnedOut}: the places among zeros, `size` of them. */
export function thinnedOutGradient(dy: tf.Tensor, [height, width]: Pair, [down, right]: Pair): tf.Tensor {
  if (down === 1 && right === 1) return dy;
  const [n, h, w, channels] = dy.shape as [number, number, number, number];
  const rows = tf.pad(tf.reshape(dy, [n * h, 1, w * channels]), [[0, 0], [0, down! - 1], [0, 0]]);
  const both = tf.pad(tf.reshape(rows, [n * h * down!, w, 1, channels]), [[0, 0], [0, 0], [0, right! - 1], [0, 0]]);
  const places = tf.reshape(both, [n, h * down!, w * right!, channels]);
  const around = (wanted: number, there: number): [number, number] => [0, Math.max(0, wanted - there)];
  const whole = tf.pad(places, [[0, 0], around(height!, h * down!), around(width!, w * right!), [0, 0]]);
  return tf.slice(whole, [0, 0, 0, 0], [n, height!, width!, channels]);
}
