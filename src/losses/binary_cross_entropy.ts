/** The loss of questions that are answered by yes or no. */
import type { Loss } from "../loss.ts";
import type { Weighted } from "../source.ts";
import { meanLoss } from "../tensors/by_weight.ts";
import { real } from "../tensors/real.ts";
import { tf } from "../tf.ts";
import { requireLast, requireSameShape } from "../shapes/refuse.ts";
import { given, requireEach, settle } from "../options/settle.ts";

/** How binary cross-entropy judges. */
export interface BinaryCrossEntropyOptions {
  /**
   * How much a yes weighs beside a no, finite and at least 0, such as how many times rarer it is: one number, or one for each
   * place of the last axis. Default 1.
   */
  readonly posWeight?: number | readonly number[];
  /** How much each place of the last axis weighs, finite and at least 0. Default all alike. */
  readonly weights?: readonly number[];
}

/**
 * Mean negative log-likelihood of yes-or-no answers under the sigmoid of the logits, as PyTorch's
 * `binary_cross_entropy_with_logits`. It is computed from the logits, so large ones neither overflow nor vanish.
 *
 * Prediction and target have one shape, whatever it is; targets lie in [0, 1], of any dtype. As in PyTorch weights change
 * what is summed, and not by how many numbers the sum is divided.
 *
 * @throws {RangeError} If a weight is out of range.
 * @throws {TypeError} If the shapes differ, or there are not as many weights as places of the last axis.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { binaryCrossEntropy, tf } from "jsr:@raptor/raptor";
 *
 * const loss = binaryCrossEntropy()(tf.zeros([2]), tf.tensor1d([0, 1], "int32")) as tf.Scalar;
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(2), 1e-6);
 * const rare = binaryCrossEntropy({ posWeight: 3 })(tf.zeros([2]), tf.tensor1d([0, 1])) as tf.Scalar;
 * assertAlmostEquals(rare.dataSync()[0]!, 2 * Math.log(2), 1e-6);
 * ```
 */
export function binaryCrossEntropy(
  options: BinaryCrossEntropyOptions = {},
): Loss<tf.Tensor, tf.Tensor | Weighted<tf.Tensor>> {
  const { posWeight = 1, weights } = given(options);
  const settings = settle("binaryCrossEntropy", options, { posWeight, weights });
  const yes = Array.isArray(posWeight) ? posWeight : [posWeight];
  requireEach("binaryCrossEntropy", "a finite number of at least 0", { posWeight: yes });
  if (weights !== undefined) requireEach("binaryCrossEntropy", "a finite number of at least 0", { weights });
  return meanLoss("binaryCrossEntropy", (prediction: tf.Tensor, target) => {
    requireSameShape("binary cross-entropy", prediction, target);
    const logits = real(prediction);
    if (Array.isArray(posWeight)) requireLast("binary cross-entropy", "posWeight", posWeight, logits);
    if (weights !== undefined) requireLast("binary cross-entropy", "weights", weights, logits);
    const answers = real(target);
    const losses = posWeight === 1
      ? tf.sub(tf.softplus(logits), tf.mul(logits, answers))
      // softplus(-x) + x is softplus(x): x (1 - y) + (1 + (w - 1) y) softplus(-x).
      : tf.add(
        tf.mul(logits, tf.sub(1, answers)),
        tf.mul(
          tf.add(1, tf.mul(yes.length === 1 ? yes[0]! - 1 : tf.sub(tf.tensor1d([...yes]), 1), answers)),
          tf.softplus(tf.neg(logits)),
        ),
      );
    return weights ? tf.mul(losses, tf.tensor1d([...weights])) : losses;
  }, { settings, takes: "logits" });
}
