/** Tokens that are words. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Vocabulary } from "./characters.ts";

/** Which words there are. */
export interface WordsOptions {
  /** Texts to learn the words from, such as those of the samples to learn from. */
  readonly from?: Iterable<string>;
  /** The entries themselves, as another one has them, in place of texts. */
  readonly entries?: readonly string[];
  /** How many there may be at most, the first two among them; the most frequent ones stay. Default 20,000. */
  readonly most?: number;
  /** How often a word must come to be one. Default 1. */
  readonly least?: number;
  /** Whether capital letters are small ones. Default true. */
  readonly lowerCase?: boolean;
}

/**
 * A token for each word and each sign, learnt from texts: the most frequent ones, of equals the first by code point. Token 0 is
 * `[PAD]`, for padding, and 1 `[UNK]`, for words that are not known. What stands between words is lost: `decode` puts spaces there.
 *
 * @throws {TypeError} If there are neither texts nor entries, or both.
 * @throws {RangeError} If a number is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { words } from "jsr:@raptor/raptor";
 *
 * const { entries, encode, decode } = words({ from: ["the cat, the dog"] });
 * assertEquals(entries, ["[PAD]", "[UNK]", "the", ",", "cat", "dog"]);
 * assertEquals(decode(encode("The bird, the cat")), "the [UNK] , the cat");
 * ```
 */
export function words(options: WordsOptions): Vocabulary {
  const { from, entries: told, most = 20_000, least = 1, lowerCase = true } = given(options);
  const bounds = { most, least, lowerCase };
  // Letters and digits with marks and apostrophes within, or one sign. It takes a millisecond to make, so that it is made here.
  const word = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}]/gu;
  const piecesOf = (text: string) => (lowerCase ? text.toLowerCase() : text).match(word) ?? [];
  if ((from === undefined) === (told === undefined)) {
    throw new TypeError(
      `Cannot make words as it takes texts or entries: got ${from === undefined ? "neither" : "both"}.`,
    );
  }
  const entries = Object.freeze(told ? [...told] : learnt(from!, piecesOf, most, least));
  // The log has no room for them.
  const settings = settle("words", options, { from: undefined, entries: `${entries.length} words`, ...bounds });
  requireRange("words", "a whole number of at least 2", { most });
  requireRange("words", "a whole number of at least 1", { least });
  requireRange("words", "true or false", { lowerCase });
  const numbers = new Map(entries.map((entry, i) => [entry, i])), unknown = numbers.get(UNKNOWN) ?? 1;
  return Object.freeze({
    name: "words",
    settings,
    known: Object.freeze({ entries, lowerCase }),
    size: entries.length,
    entries,
    encode: (text: string) => Int32Array.from(piecesOf(text), (piece) => numbers.get(piece) ?? unknown),
    decode: (tokens: ArrayLike<number>) => Array.from(tokens, (token) => entries[token] ?? UNKNOWN).join(" "),
    idOf: (token: string) => numbers.get(token),
  });
}

const PADDING = "[PAD]", UNKNOWN = "[UNK]";

function learnt(from: Iterable<string>, piecesOf: (text: string) => string[], most: number, least: number): string[] {
  const counts = new Map<string, number>();
  for (const text of from) for (const piece of piecesOf(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  const kept = [...counts].filter(([, count]) => count >= least)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, most - 2);
  return [PADDING, UNKNOWN, ...kept.map(([piece]) => piece)];
}
