/** A text for where none is given: sentences drawn from a few words, so that what is left to chance in them is known. */
import { generator } from "../../mod.ts";

const KINDS = {
  size: ["small", "large", "tiny", "huge"],
  animal: ["cat", "dog", "horse", "mouse", "goose", "sheep", "whale", "raven"],
  verb: ["sees", "follows", "likes", "hears"],
  place: ["by the river", "in the barn", "on the hill", "at night"],
} as const;
const SENTENCE = ["The", "size", "animal", "verb", "a", "size", "animal", "place"] as const;

/** A text, and the least loss there can be: nats of chance for each of its characters. */
export interface DrawnText {
  readonly text: string;
  readonly chance: number;
}

/**
 * Draws sentences such as "The small cat sees a huge dog by the river."
 *
 * @param sentences How many.
 */
export function drawText(sentences: number, seed: number): DrawnText {
  const next = generator(seed);
  const lines = Array.from({ length: sentences }, () => {
    const words = SENTENCE.map((word) => {
      if (!(word in KINDS)) return word;
      const kind = KINDS[word as keyof typeof KINDS];
      return kind[Math.floor(next() * kind.length)]!;
    });
    return `${words.join(" ")}.\n`;
  });
  const text = lines.join("");
  const choices = SENTENCE.map((word) => word in KINDS ? Math.log(KINDS[word as keyof typeof KINDS].length) : 0);
  return { text, chance: sentences * choices.reduce((sum, nats) => sum + nats, 0) / text.length };
}

/** The characters of a text and the numbers they go by. */
export interface Characters {
  /** In the order of their numbers. */
  readonly entries: readonly string[];
  encode(text: string): Int32Array;
  decode(tokens: readonly number[]): string;
}

/** Numbers the characters of a text. */
export function charactersOf(text: string): Characters {
  const entries = [...new Set(text)].toSorted(), numbers = new Map(entries.map((character, i) => [character, i]));
  return {
    entries,
    encode: (text) => Int32Array.from(text, (character) => numbers.get(character)!),
    decode: (tokens) => tokens.map((token) => entries[token]!).join(""),
  };
}

/** The loss of someone who knows how frequent each character is and nothing else, in nats. */
export function lossOfFrequencies(tokens: Int32Array): number {
  const counts = new Map<number, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - n / tokens.length * Math.log(n / tokens.length), 0);
}
