/** What a detector found, apart from all that it says on the way there. */

/**
 * Of the prediction of a detector its `boxes`, `scores` and `labels`: what every place says is as large as the image, and where the places lie
 * is of no sample. Other predictions stay as they are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { foundOf } from "./found_of.ts";
 *
 * assertEquals<Record<string, number>>(foundOf({ places: 4, boxes: 1, scores: 2, labels: 3 }), { boxes: 1, scores: 2, labels: 3 });
 * assertEquals<Record<string, number>>(foundOf({ boxes: 1, logits: 2 }), { boxes: 1, logits: 2 });
 * ```
 */
export function foundOf<T extends object>(prediction: T): T {
  const { boxes, scores, labels } = prediction as Readonly<Record<string, unknown>>;
  return boxes && scores && labels ? { boxes, scores, labels } as T : prediction;
}
