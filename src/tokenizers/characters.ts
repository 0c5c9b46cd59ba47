/** Tokens that are characters. */
import { given, requireRange, settle } from "../options/settle.ts";
import { visible } from "../terminal/visible.ts";
import type { Tokenizer } from "../tokenizer.ts";

/** Which characters there are. */
export interface CharactersOptions {
  /** A text that holds them all, or the characters in the order of their numbers. Of a text they are sorted by code point. */
  readonly from: string | readonly string[];
  /** What stands for a character that there is not, one of them. Default such a text is refused. */
  readonly unknown?: string;
}

/** A tokenizer whose entries are at hand, to be written down and made again. */
export interface Vocabulary extends Tokenizer {
  /** What each token stands for, by its number. */
  readonly entries: readonly string[];
}

/**
 * A token for each character, which is a code point: also what lies beyond 16 bits is one.
 *
 * @throws {RangeError} If there is no character, one comes twice, or `unknown` is none of them; in `encode`, if one is not known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { characters } from "jsr:@raptor/raptor";
 *
 * const { size, encode, decode } = characters({ from: "to be or not" });
 * assertEquals([size, decode(encode("onto"))], [7, "onto"]);
 * ```
 */
export function characters(options: CharactersOptions): Vocabulary {
  const { from, unknown } = given(options);
  if (from !== undefined) requireRange("characters", "an iterable", { from });
  const entries = Object.freeze(typeof from === "string" ? [...new Set(from)].toSorted(byCodePoint) : [...from ?? []]);
  const settings = settle("characters", options, { from: entries, unknown });
  const numbers = new Map(entries.map((entry, i) => [entry, i])),
    other = unknown === undefined ? undefined : numbers.get(unknown);
  const must = (rule: string, got: string) => new RangeError(`Cannot make characters as ${rule}: got ${got}.`);
  if (entries.length === 0) throw must("there must be at least one", "none");
  if (numbers.size !== entries.length) throw must("each must be there once", "one twice");
  if (unknown !== undefined && other === undefined) throw must("unknown must be one of them", JSON.stringify(unknown));
  return Object.freeze({
    name: "characters",
    settings,
    known: Object.freeze({ from: entries, ...unknown !== undefined && { unknown } }),
    size: entries.length,
    entries,
    encode: (text: string) =>
      Int32Array.from([...text], (character) => {
        const number = numbers.get(character) ?? other;
        if (number !== undefined) return number;
        throw new RangeError(
          `Cannot encode a text as its characters must be among those known: got ${
            visible(JSON.stringify(character))
          }. ` +
            "Name one to stand for such by unknown.",
        );
      }),
    decode: (tokens: ArrayLike<number>) => Array.from(tokens, (token) => entries[token] ?? "").join(""),
    idOf: (token: string) => numbers.get(token),
  });
}

const byCodePoint = (a: string, b: string) => a.codePointAt(0)! - b.codePointAt(0)!;
