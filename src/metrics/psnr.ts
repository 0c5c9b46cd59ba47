/** How little noise is in images. */
import { columnsOf } from "../judging/moments.ts";
import type { Metric } from "../metric.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { tf } from "../tf.ts";
import { mean } from "./mean.ts";

/** What images hold. */
export interface ImageRangeOptions {
  /** The largest pixel less the smallest that there can be, such as 255. Default 1. */
  readonly range?: number;
}

/**
 * Peak signal-to-noise ratio of images, in decibels; the mean over images. It is infinite where an image is met exactly.
 *
 * Prediction and target have one shape, [batch, ...]. Source: scikit-image's `peak_signal_noise_ratio` of each image.
 *
 * @throws {TypeError} If, on judging, the shapes differ.
 * @throws {RangeError} If `range` is not a finite number above 0.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { psnr, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = psnr({ range: 255 });
 * const state = metric.update(metric.init(), tf.fill([1, 8, 8, 3], 100), tf.fill([1, 8, 8, 3], 105));
 * assertAlmostEquals((await scoresOf([metric], [state])).psnr, 20 * Math.log10(255 / 5), 1e-4);
 * ```
 */
export function psnr(options: ImageRangeOptions = {}): Metric<"psnr", tf.Tensor, tf.Tensor> {
  const { range = 1 } = given(options);
  const settings = settle("psnr", options, { range });
  requireRange("psnr", "a finite number above 0", { range });
  return mean("psnr", (prediction: tf.Tensor, target: tf.Tensor) => {
    const [p, y] = columnsOf("psnr", prediction, target);
    const noise = tf.mean(tf.squaredDifference(tf.div(p, range), tf.div(y, range)), -1);
    return tf.mul(tf.log(noise), -10 / Math.LN10);
  }, { better: "higher", settings });
}
