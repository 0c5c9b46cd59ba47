/** How an option that is refused is named: what was wrong with it, what was meant, what was given. */

/**
 * Looks for an option that is not known, or for what holds no options at all.
 *
 * @param options What was given.
 * @param known The names of the options there are.
 * @param subject How the sentence begins.
 * @returns What the options are and what was given in their place; undefined where all is right.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { oddOption } from "./odd_option.ts";
 *
 * const text = "its options are lr and momentum: got momentun. Did you mean momentum?";
 * assertEquals(oddOption({ lr: 1, momentun: 0.9 }, ["lr", "momentum"]), text);
 * ```
 */
export function oddOption(options: unknown, known: readonly string[], subject = "its options"): string | undefined {
  const names = list(known);
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const got = Array.isArray(options) ? "an array" : typeof options === "function" ? "a function" : String(options);
    return `${subject} come as an object of ${names}: got ${got}.`;
  }
  // As a loss that was handed on without being made.
  if ("dataId" in options) {
    return `${subject} come as an object of ${names}: got a tensor. Hand on what it makes: call it first.`;
  }
  const odd = Object.keys(options).find((name) => !known.includes(name));
  if (odd === undefined) return undefined;
  const meant = nearest(odd, known);
  return `${subject} are ${names}: got ${odd}.${meant === undefined ? "" : ` Did you mean ${meant}?`}`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

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
 * import { nearest } from "./odd_option.ts";
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

/** Longer values say no more. */
const LONGEST = 120;

/**
 * A value as it was given: a text by its quotes, a record or a list by what it holds, anything else by its name.
 *
 * @param value Of any kind.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { asGiven } from "./odd_option.ts";
 *
 * assertEquals(["8", 8, { score: "loss" }, [1, NaN], () => 1].map(asGiven), ['"8"', "8", '{"score":"loss"}', '[1,"NaN"]', "a function"]);
 * ```
 */
export function asGiven(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value !== "string" && (typeof value !== "object" || value === null)) return String(value);
  let text: string;
  try {
    // JSON would call a number that is not finite null.
    text = JSON.stringify(value, (_, each) => typeof each === "number" && !Number.isFinite(each) ? String(each) : each);
  } catch {
    text = String(value); // Such as goes round in a circle.
  }
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
