/** The loss of classification. */
import type { Loss } from "../loss.ts";
import { softmaxCrossEntropy } from "../tensors/softmax_cross_entropy.ts";
import { withinClasses } from "../tensors/labels.ts";
import { tf } from "../tf.ts";
import { asPart } from "../options/as_part.ts";
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";

/** How cross-entropy judges. */
export interface CrossEntropyOptions {
  /** The share of each target that is spread evenly over all classes (Szegedy et al., 2016), in [0, 1). Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * Mean negative log-likelihood of the labels under the softmax of the logits, as PyTorch's `cross_entropy`.
 *
 * The prediction has shape [batch, classes] and dtype float32, the target shape [batch] and dtype int32. A label beyond the
 * classes makes the loss NaN, on every engine.
 *
 * @throws {RangeError} If `labelSmoothing` is not in [0, 1).
 * @throws {TypeError} If prediction or target have another shape or dtype.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { crossEntropy, tf } from "jsr:@raptor/raptor";
 *
 * const loss = crossEntropy()(tf.zeros([2, 10]), tf.tensor1d([3, 7], "int32")) as tf.Scalar;
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(10), 1e-6);
 * ```
 */
export function crossEntropy(options: CrossEntropyOptions = {}): Loss<tf.Tensor2D, tf.Tensor1D> {
  const { labelSmoothing = 0 } = options;
  const settings = settle("crossEntropy", options, { labelSmoothing });
  requireRange("crossEntropy", "in [0, 1)", { labelSmoothing });
  return asPart("crossEntropy", (logits, labels) => {
    if (logits.rank !== 2 || labels.rank !== 1 || labels.dtype !== "int32" || logits.shape[0] !== labels.shape[0]) {
      throw new TypeError(
        `Cannot compute the cross-entropy as it needs logits [batch, classes] and int32 labels [batch]: got ` +
          `[${logits.shape.join(", ")}] and ${labels.dtype} [${labels.shape.join(", ")}].`,
      );
    }
    const judge = (labels: tf.Tensor1D) => softmaxCrossEntropy(logits, labels, { smoothing: labelSmoothing });
    return tf.mean(withinClasses(labels, logits.shape[1], judge)) as tf.Scalar;
  }, { settings, staticGraph: true });
}
