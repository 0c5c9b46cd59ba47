/** Labels, before anything is learnt from them. */

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
