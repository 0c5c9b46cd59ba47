/** The ways between the places of a square window, as Swin's tables of what a way is worth count them. */

/**
 * For each place of a window and each place that it looks at the number of the way between them, one after the other: torchvision's
 * `relative_position_index`.
 *
 * @param window Height and width of the window, in places.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { waysOf } from "./window_ways.ts";
 *
 * assertEquals([...waysOf(1)], [0]);
 * // Of the first place to itself, to the right, down, and both; there are nine ways in all.
 * assertEquals([...waysOf(2)].slice(0, 4), [4, 3, 1, 0]);
 * ```
 */
export function waysOf(window: number): Int32Array {
  const places = window * window, span = 2 * window - 1;
  return Int32Array.from({ length: places * places }, (_, at) => {
    const [from, to] = [Math.floor(at / places), at % places];
    const down = Math.floor(from / window) - Math.floor(to / window) + window - 1;
    return down * span + from % window - to % window + window - 1;
  });
}
