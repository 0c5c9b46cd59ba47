/** How far regions of pixels overlap, by their mean size. */
import { type ClassesOptions, type ClassMetric, classMetric } from "./precision_recall.ts";

/**
 * Twice the pixels that were answered as a class and are of it, over all that were answered plus all that are, in percent. For
 * one image it is the F1 of its pixels, under the name that segmentation knows; over many, pixels are counted together.
 *
 * Shapes are those of {@linkcode iou}, averages and errors those of {@linkcode precision}. Source: scikit-learn's `f1_score`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { dice, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = dice({ classes: 2 });
 * const logits = tf.tensor([[[[1, 0], [1, 0]], [[0, 1], [0, 1]]]]);
 * const state = metric.update(metric.init(), logits, tf.tensor([[[0, 1], [1, 1]]], undefined, "int32"));
 * assertAlmostEquals((await scoresOf([metric], [state])).dice, 100 * (2 / 3 + 4 / 5) / 2, 1e-9);
 * ```
 */
export function dice<const L extends string | number = never>(options: ClassesOptions<L>): ClassMetric<"dice", L> {
  return classMetric("dice", options, ({ right, answered, present }) => ({
    part: right.map((count) => 2 * count),
    whole: answered.map((count, i) => count + present[i]!),
  }));
}
