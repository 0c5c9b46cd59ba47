/** Medians, spreads and ratios of two sides that were measured in turns. */

/** The value below which that share of a list lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))]!;
}

/** A median with the middle half, such as `191 (180 to 208)`. */
export function spread(values: readonly number[], digits = 1): string {
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(values, share).toFixed(digits));
  return `${median} (${low} to ${high})`;
}

/** The ratio of two medians, and of the two least. */
export function ratio(ours: readonly number[], theirs: readonly number[]): { median: string; least: string } {
  const at = (share: number) => (quantile(ours, share) / quantile(theirs, share)).toFixed(2);
  return { median: at(0.5), least: at(0) };
}
