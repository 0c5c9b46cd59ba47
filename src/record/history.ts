/** The numbers of one name as a run goes on, and what can be said of the last of them. */

/** How the numbers of a stretch become one. */
export type Statistic = "mean" | "max" | "min" | "current";

/** Numbers, oldest first. */
export interface History {
  /**
   * Adds a number.
   *
   * @param value The number; where it is a sum, `count` says of how many.
   * @param count What a mean divides it by. Default 1.
   */
  add(value: number, count?: number): void;
  /** How many there are. */
  readonly size: number;
  /**
   * What the last numbers come to.
   *
   * @param statistic How.
   * @param last How many of them, fewer where there are fewer. Default all.
   * @returns NaN where there is none.
   */
  read(statistic: Statistic, last?: number): number;
}

/**
 * Makes a history.
 *
 * @param most How many numbers are kept; older ones are dropped. Default 1,000,000, as in MMEngine's `HistoryBuffer`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { history } from "./history.ts";
 *
 * const losses = history();
 * for (const value of [1, 2, 3]) losses.add(value);
 * assertEquals([losses.read("mean", 2), losses.read("max"), losses.read("current")], [2.5, 3, 3]);
 * ```
 */
export function history(most = 1_000_000): History {
  let values: number[] = [], counts: number[] = [];
  return {
    add(value, count = 1) {
      values.push(value), counts.push(count);
      // Cut now and then, as taking one off the front moves all others.
      if (values.length >= 2 * most) values = values.slice(-most), counts = counts.slice(-most);
    },
    get size() {
      return Math.min(values.length, most);
    },
    read(statistic, last = most) {
      const from = Math.max(0, values.length - Math.min(last, most));
      if (values.length === 0) return NaN;
      if (statistic === "current") return values.at(-1)!;
      let [found, count] = statistic === "mean" ? [0, 0] : [values[from]!, 1];
      for (let i = from; i < values.length; i++) {
        if (statistic === "mean") found += values[i]!, count += counts[i]!;
        else found = statistic === "max" ? Math.max(found, values[i]!) : Math.min(found, values[i]!);
      }
      return found / count;
    },
  };
}
