/** Labels, before anything is learnt from them. */
import type { Source } from "../source.ts";

/**
 * Refuses labels that name no class.
 *
 * @param labels One label for each example.
 * @param classes How many classes there are.
 * @param which The set, for the error: `y` or `valY`.
 * @throws {RangeError} If a label is no whole number in [0, classes).
 */
export function checkLabels(labels: ArrayLike<number>, classes: number, which: string): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new RangeError(
      `Cannot learn from ${which} as labels must be whole numbers from 0 to ${classes - 1}: got ${label} at ${i}. ` +
        "Count classes from 0, or give more classes.",
    );
  }
}

/**
 * Refuses a source that does not tell the class of every sample, where parts shall have their share of every class.
 *
 * @param part What is being made, such as `split`.
 * @throws {TypeError} If so.
 */
export function requireLabels(part: string, { name, labels }: Source<unknown, unknown>): void {
  if (labels !== undefined) return;
  throw new TypeError(
    `Cannot make ${part} as stratify needs the label of every sample: got ${name}, which tells none. ` +
      "Give the source labels(), or leave stratify out.",
  );
}
