/** What a tokenizer is: texts as whole numbers, and back. */
import type { Settings } from "./settings.ts";

/** Turns texts into tokens, whole numbers from 0, and back. */
export interface Tokenizer {
  /** A word for logs, such as `words`. */
  readonly name: string;
  /** How it was made, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /** What makes it anew, such as its words or its file, where `settings` have no room for that; a checkpoint keeps it. */
  readonly known?: Settings;
  /** How many different tokens there are: the `entries` of an embedding. */
  readonly size: number;
  /**
   * The tokens of a text.
   *
   * @throws {RangeError} If it holds what has no token.
   */
  encode(text: string): Int32Array;
  /** The text of tokens. */
  decode(tokens: ArrayLike<number>): string;
  /** The number of a token by what it stands for, such as `[PAD]`; undefined where there is none. */
  idOf(token: string): number | undefined;
}
