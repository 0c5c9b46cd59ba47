/** How many changes make one text of another. */

/**
 * The least number of units to put in, leave out or replace.
 *
 * Source: Wagner and Fischer 1974, "The String-to-String Correction Problem".
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { editDistance } from "./edit_distance.ts";
 *
 * assertEquals(editDistance([..."kitten"], [..."sitting"]), 3);
 * ```
 */
export function editDistance<T>(a: readonly T[], b: readonly T[]): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, unit] of a.entries()) {
    const row = [i + 1];
    for (const [k, other] of b.entries()) {
      row.push(Math.min(above[k + 1]! + 1, row[k]! + 1, above[k]! + (unit === other ? 0 : 1)));
    }
    above = row;
  }
  return above[b.length]!;
}
