/** How far regions of pixels overlap with those that are there. */
import { type ClassesOptions, type ClassMetric, classMetric } from "./precision_recall.ts";

/**
 * Intersection over union: of the pixels that were answered as a class or are of it, the share that is both, in percent; the
 * mean over classes is elsewhere called mIoU.
 *
 * The prediction has shape [batch, height, width, classes], the target [batch, height, width] and dtype int32; pixels of
 * `ignoreIndex` are not judged. Averages and errors are those of {@linkcode precision}: by default the mean over the classes
 * that occur. Source: scikit-learn's `jaccard_score`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { iou, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = iou({ classes: 2, perClass: ["road", "sky"], ignoreIndex: 255 });
 * const logits = tf.tensor([[[[1, 0], [1, 0]], [[0, 1], [0, 1]]]]);
 * const state = metric.update(metric.init(), logits, tf.tensor([[[0, 1], [1, 255]]], undefined, "int32"));
 * const { iou: mean, iou_road, iou_sky } = await scoresOf([metric], [state]);
 * [mean, iou_road, iou_sky].forEach((score) => assertAlmostEquals(score, 50, 1e-9));
 * ```
 */
export function iou<const L extends string | number = never>(options: ClassesOptions<L>): ClassMetric<"iou", L> {
  return classMetric("iou", options, ({ right, answered, present }) => ({
    part: right,
    whole: right.map((count, i) => answered[i]! + present[i]! - count),
  }));
}
