/** Checks the numbers that a layer is made with. */

/**
 * Refuses what is not a whole number of at least `least`.
 *
 * @param layer The kind of layer, such as `conv2d`.
 * @param sizes By the name of their option.
 * @throws {RangeError} Naming the first one that is none.
 */
export function checkSizes(layer: string, sizes: Readonly<Record<string, number>>, least = 1): void {
  for (const [option, value] of Object.entries(sizes)) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new RangeError(
      `Cannot make ${layer} as ${option} must be a whole number of at least ${least}: got ${value}.`,
    );
  }
}
