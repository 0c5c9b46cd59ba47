/** How alike images are, as eyes see them. */
import type { Metric } from "../metric.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { requireSameShape } from "../shapes/refuse.ts";
import { tf } from "../tf.ts";
import { mean } from "./mean.ts";
import type { ImageRangeOptions } from "./psnr.ts";

/** The side of the window, and the width of its bell, in pixels. */
const SIDE = 11, SIGMA = 1.5;
/** Shares of the range below which differences do not count. */
const K1 = 0.01, K2 = 0.03;

/**
 * Structural similarity of images, from -1 to 1: brightness, contrast and structure compared in windows of 11 x 11 pixels that
 * fade out as a bell; the mean over windows, channels and images.
 *
 * Prediction and target have shape [batch, height, width, channels], each side at least 11 pixels.
 *
 * Source: Wang, Bovik, Sheikh and Simoncelli 2004; as scikit-image's `structural_similarity(gaussian_weights=True, sigma=1.5,
 * use_sample_covariance=False)`.
 *
 * @throws {TypeError} If, on judging, the shapes differ.
 * @throws {RangeError} If `range` is not a finite number above 0, or, on judging, images are smaller than the window.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { scoresOf, ssim, tf } from "jsr:@raptor/raptor";
 *
 * const metric = ssim(), images = tf.randomUniform([2, 16, 16, 3], 0, 1, "float32", 7);
 * const state = metric.update(metric.init(), images as tf.Tensor4D, images as tf.Tensor4D);
 * assertAlmostEquals((await scoresOf([metric], [state])).ssim, 1, 1e-5);
 * ```
 */
export function ssim(options: ImageRangeOptions = {}): Metric<"ssim", tf.Tensor4D, tf.Tensor4D> {
  const { range = 1 } = given(options);
  const settings = settle("ssim", options, { range });
  requireRange("ssim", "a finite number above 0", { range });
  return mean("ssim", (prediction: tf.Tensor4D, target: tf.Tensor4D) => {
    requireSameShape("ssim", prediction, target);
    const [, height, width] = prediction.shape;
    if (prediction.rank !== 4 || height < SIDE || width < SIDE) {
      throw new RangeError(
        `Cannot judge by ssim as images must be [batch, height, width, channels] of at least ${SIDE} pixels a side: ` +
          `got [${prediction.shape.join(", ")}].`,
      );
    }
    // Around the middle of the range, so that squares of large numbers do not swallow small differences.
    const [p, y] = [prediction, target].map((images) => tf.sub(planes(tf.cast(images, "float32")), range / 2));
    const [meanP, meanY] = [blur(p!), blur(y!)];
    const [spreadP, spreadY] = [[p!, meanP], [y!, meanY]].map(([x, m]) => tf.sub(blur(tf.square(x!)), tf.square(m!)));
    const together = tf.sub(blur(tf.mul(p!, y!)), tf.mul(meanP, meanY));
    const [brightP, brightY] = [meanP, meanY].map((m) => tf.add(m, range / 2));
    const [c1, c2] = [(K1 * range) ** 2, (K2 * range) ** 2];
    const part = tf.mul(
      tf.add(tf.mul(2, tf.mul(brightP!, brightY!)), c1),
      tf.add(tf.mul(2, together), c2),
    );
    const whole = tf.mul(
      tf.add(tf.add(tf.square(brightP!), tf.square(brightY!)), c1),
      tf.add(tf.add(spreadP!, spreadY!), c2),
    );
    return tf.mean(tf.reshape(tf.div(part, whole), [prediction.shape[0], -1]), -1);
  }, { better: "higher", settings });
}

/** Each channel as an image of its own. */
function planes(images: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = images.shape;
  return tf.reshape(tf.transpose(images, [0, 3, 1, 2]), [-1, height, width, 1]);
}

/** The mean of each window that lies in the image, rows and columns one after the other. */
function blur(images: tf.Tensor): tf.Tensor4D {
  const bell = Array.from({ length: SIDE }, (_, i) => Math.exp(-((i - (SIDE - 1) / 2) ** 2) / (2 * SIGMA ** 2)));
  const all = bell.reduce((sum, value) => sum + value, 0), weights = bell.map((value) => value / all);
  const rows = tf.conv2d(images as tf.Tensor4D, tf.tensor4d(weights, [SIDE, 1, 1, 1]), 1, "valid");
  return tf.conv2d(rows, tf.tensor4d(weights, [1, SIDE, 1, 1]), 1, "valid");
}
