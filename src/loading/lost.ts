/** Samples that were left out, until someone tells of them. */
import type { Broken } from "./tray.ts";

/** Keeps what is to be told. */
export interface Lost {
  /** Takes samples that were left out. */
  add(broken: readonly Broken[]): void;
  /** One line of those since it was asked last, or none. */
  news(): string[];
}

const SHOWN = 3;

/**
 * Starts to keep.
 *
 * @param name Whose samples they are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openLost } from "./lost.ts";
 *
 * const lost = openLost("photos");
 * lost.add([{ at: 2, title: "cat.jpg", why: "it is cut short" }]);
 * assertEquals(lost.news(), ["Left out 1 sample of photos, as it cannot be read: cat.jpg (it is cut short)."]);
 * assertEquals(lost.news(), []);
 * ```
 */
export function openLost(name: string): Lost {
  let count = 0, first: Broken[] = [];
  return {
    add(broken) {
      count += broken.length;
      first = [...first, ...broken].slice(0, SHOWN);
    },
    news() {
      if (count === 0) return [];
      // Some say themselves which sample it is.
      const each = first.map(({ title, why }) => why.includes(title) ? why : `${title} (${why})`)
        .map((said) => said.replace(/\.(\)?)$/, "$1")).join("; ");
      const others = count > first.length ? ` and ${count - first.length} more` : "";
      const what = count === 1 ? "1 sample" : `${count} samples`;
      const line = `Left out ${what} of ${name}, as ${count === 1 ? "it" : "they"} cannot be read: ${each}${others}.`;
      [count, first] = [0, []];
      return [line];
    },
  };
}
