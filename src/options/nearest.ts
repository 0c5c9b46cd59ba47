/** What someone meant who wrote a name that is not there. */

/**
 * The name nearest to a wrong one: spelled nearly alike, in another case, or short for it as `lr` is for `learningRate`.
 *
 * @param wrong The name that is not there.
 * @param names Those that are.
 * @returns Undefined where none is near.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nearest } from "./nearest.ts";
 *
 * const names = ["epochs", "lr", "weightDecay"];
 * assertEquals(["epoch", "learningRate", "weight_decay", "x"].map((wrong) => nearest(wrong, names)), [...names, undefined]);
 * ```
 */
export function nearest(wrong: string, names: readonly string[]): string | undefined {
  const far = (name: string) => distance(bare(wrong), bare(name));
  const [first] = names.toSorted((a, b) => far(a) - far(b));
  // A name that is the last word of the wrong one says more than one that is spelled nearly alike: save_best, saveLast, best.
  const last = wrong.split(/[_-]|(?=[A-Z])/).at(-1)!.toLowerCase();
  if (first !== undefined && far(first) > 0 && last !== wrong && names.includes(last)) return last;
  if (first !== undefined && far(first) <= Math.max(bare(first).length, bare(wrong).length) / 3) return first;
  return names.find((name) => initials(wrong) === name || initials(name) === wrong) ??
    names.find((name) => holds(name, wrong) || holds(wrong, name));
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, "");
}

/** The first letters of the words of a name; none of a single word. */
function initials(name: string): string | undefined {
  const words = name.split(/[_-]|(?=[A-Z])/);
  return words.length < 2 ? undefined : words.map((word) => word.charAt(0).toLowerCase()).join("");
}

function holds(whole: string, part: string): boolean {
  return part.length > 2 && bare(whole).includes(bare(part));
}

/** How many letters must be put in, left out or changed (Levenshtein, 1965). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === to[j] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length]!;
}
