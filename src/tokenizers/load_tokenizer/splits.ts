/**
 * The ways in which the file of a tokenizer may split texts, in the words of the one that the library in use keeps to as Hugging Face's
 * own does: parts of a text that fit a pattern. Of all others it knows some behaviours alone, and letters of ASCII.
 */

/** As a file tells of it. */
interface Told {
  readonly type?: unknown;
  readonly pretokenizers?: unknown;
  readonly pattern?: { readonly Regex?: unknown; readonly String?: unknown };
  readonly behavior?: unknown;
  readonly invert?: unknown;
  readonly individual_digits?: unknown;
  readonly delimiter?: unknown;
}

/** What `\w` stands for: what is of words in Unicode (UTS 18, annex C). */
const WORD = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}";
const PUNCTUATION = "[\\p{P}!-\\/:-@\\[-`{-~]";

/**
 * The parts of a text that a behaviour leaves, as a pattern that fits each of them.
 *
 * @param found What is looked for.
 * @param other What lies between, as long as it is.
 */
const BEHAVIOURS: Readonly<Record<string, (found: string, other: string) => string>> = {
  removed: (_, other) => other,
  isolated: (found, other) => `${found}|${other}`,
  contiguous: (found, other) => `${found}+|${other}`,
  mergedwithprevious: (found, other) => `${other}?${found}|${other}`,
  mergedwithnext: (found, other) => `${found}${other}?|${other}`,
};

/**
 * What splits a text before the model sees it, told so that it comes out as in Python.
 *
 * @param told The file's `pre_tokenizer`.
 * @returns It, or one that does the same.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { splitsOf } from "./splits.ts";
 *
 * const pattern = { Regex: "(?:\\p{N})|(?:(?:(?!\\p{N})[\\s\\S])+)" };
 * const split = { type: "Split", pattern, behavior: "Removed", invert: true };
 * assertEquals(splitsOf({ type: "Digits", individual_digits: true }), split);
 * ```
 */
export function splitsOf(told: unknown): unknown {
  const { type, pretokenizers, pattern, behavior, invert, individual_digits, delimiter } = (told ?? {}) as Told;
  switch (type) {
    case "Sequence":
      return Array.isArray(pretokenizers) ? { type, pretokenizers: pretokenizers.map(splitsOf) } : told;
    case "Whitespace":
      return parts(`[${WORD}]+|[^\\p{White_Space}${WORD}]+`);
    case "Punctuation":
      return cut(PUNCTUATION, behavior ?? "Isolated") ?? told;
    case "Digits":
      return cut("\\p{N}", individual_digits === true ? "Isolated" : "Contiguous") ?? told;
    case "CharDelimiterSplit":
      return typeof delimiter === "string" ? cut(escaped(delimiter), "Removed") ?? told : told;
    case "Split": {
      const { Regex, String } = pattern ?? {};
      if (typeof String === "string" && String !== "") return cut(escaped(String), behavior, invert === true) ?? told;
      // This behaviour is theirs as it is, and a pattern is then looked for once at each place.
      const isTheirs = invert !== true && /^isolated$/i.test(`${behavior}`);
      return isTheirs || typeof Regex !== "string" ? told : cut(Regex, behavior, invert === true) ?? told;
    }
  }
  return told;
}

/** A split at what fits a pattern, or, turned around, at what lies between. */
function cut(pattern: string, behaviour: unknown, isTurned = false): object | undefined {
  const key = String(behaviour).toLowerCase(), found = `(?:${pattern})`, other = `(?:(?:(?!${pattern})[\\s\\S])+)`;
  if (!Object.hasOwn(BEHAVIOURS, key)) return undefined;
  // What is left out must be gone through as well, or a part could begin within it.
  if (key === "removed" && !isTurned) return { ...parts(ungrouped(pattern)), invert: false };
  if (!isTurned) return parts(BEHAVIOURS[key]!(found, other));
  // What touches is one either way; else each fit of the pattern is a part.
  if (key === "contiguous") return parts(`${found}+|${other}`);
  return parts(BEHAVIOURS[key]!(other, found));
}

function parts(Regex: string): object {
  return { type: "Split", pattern: { Regex }, behavior: "Removed", invert: true };
}

/** A pattern whose groups keep nothing: where theirs cuts at a pattern, it hands out what groups keep. */
function ungrouped(pattern: string): string {
  return pattern.replaceAll(/\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]|\((?!\?)/g, (sign) => sign === "(" ? "(?:" : sign);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
