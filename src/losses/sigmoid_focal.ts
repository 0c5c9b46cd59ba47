/** The loss of yes-or-no questions of which nearly all are easy. */
import type { Loss } from "../loss.ts";
import type { Weighted } from "../source.ts";
import { focus } from "../tensors/focus.ts";
import { meanLoss } from "../tensors/by_weight.ts";
import { real } from "../tensors/real.ts";
import { tf } from "../tf.ts";
import { requireSameShape } from "../shapes/refuse.ts";
import { given, requireRange, settle } from "../options/settle.ts";

/** How focal loss looks away from what is easy. */
export interface SigmoidFocalOptions {
  /** How much a yes weighs, in [0, 1]; a no weighs the rest. Default 0.25. */
  readonly alpha?: number;
  /** How fast what is right loses its weight, at least 0; at 0 nothing does. Default 2. */
  readonly gamma?: number;
}

/**
 * Binary cross-entropy times (1 - p)^gamma, with p the chance that is given to what is true (Lin et al., 2017): mean over all
 * numbers, as torchvision's `sigmoid_focal_loss` with its `reduction="mean"`.
 *
 * Prediction (logits) and target have one shape, whatever it is; targets lie in [0, 1], of any dtype.
 *
 * @throws {RangeError} If `alpha` or `gamma` is out of range.
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sigmoidFocal, tf } from "jsr:@raptor/raptor";
 *
 * const loss = sigmoidFocal()(tf.zeros([1]), tf.tensor1d([1])) as tf.Scalar;
 * assertAlmostEquals(loss.dataSync()[0]!, 0.25 * 0.5 ** 2 * Math.log(2), 1e-6);
 * ```
 */
export function sigmoidFocal(options: SigmoidFocalOptions = {}): Loss<tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  const { alpha = 0.25, gamma = 2 } = given(options);
  const settings = settle("sigmoidFocal", options, { alpha, gamma });
  requireRange("sigmoidFocal", "in [0, 1]", { alpha });
  requireRange("sigmoidFocal", "a finite number of at least 0", { gamma });
  return meanLoss("sigmoidFocal", (prediction: tf.Tensor, target) => {
    requireSameShape("focal loss", prediction, target);
    const logits = real(prediction), yes = real(target);
    // 1 - p, without taking a chance near 1 from 1.
    const wrong = tf.add(tf.mul(tf.sigmoid(logits), tf.sub(1, yes)), tf.mul(tf.sigmoid(tf.neg(logits)), yes));
    const losses = tf.mul(tf.sub(tf.softplus(logits), tf.mul(logits, yes)), focus(wrong, gamma));
    return tf.mul(losses, tf.add(1 - alpha, tf.mul(2 * alpha - 1, yes)));
  }, { settings });
}
