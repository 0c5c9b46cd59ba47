/** Many short sequences packed into long ones, so that nothing is padded. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Source } from "../source.ts";
import { type TokensField, windows } from "./windows.ts";

/** Which sequences, and how they are packed. */
export interface PackedOptions {
  /** The tokens of each text. */
  readonly sequences: Iterable<ArrayLike<number>>;
  /** Places of a sample. */
  readonly length: number;
  /** The token that is put behind each text, such as that of a text's end. Default none. */
  readonly end?: number;
}

/**
 * Texts one behind the other, cut into samples of `length` places: `x` are tokens, `y` for each of them the one that follows, as of
 * {@linkcode windows}. Each token is the target of one place; what is left at the end, less than a sample, is left out. A place sees what stands
 * before it, also of the text before, as GPT-2 and GPT-3 were trained.
 *
 * @throws {RangeError} If a number is out of range, or the texts are too short for one sample.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { packed } from "jsr:@raptor/raptor";
 *
 * const source = packed({ sequences: [[1, 2], [3], [4, 5]], length: 3, end: 9 });
 * const { x, y } = await source.get(1);
 * assertEquals([source.size, x.data, y.data], [2, Int32Array.of(3, 9, 4), Int32Array.of(9, 4, 5)]);
 * ```
 */
export function packed(options: PackedOptions): Source<TokensField, TokensField> {
  const { sequences, length, end } = given(options);
  const settings = settle("packed", options, { sequences: "iterable", length, end });
  requireRange("packed", "an iterable", { sequences });
  if (end !== undefined) requireRange("packed", "a whole number of at least 0", { end });
  const all: number[] = [];
  for (const sequence of sequences) {
    for (let i = 0; i < sequence.length; i++) all.push(sequence[i]!);
    if (end !== undefined) all.push(end);
  }
  const source = windows({ tokens: Int32Array.from(all), length, stride: length });
  return Object.freeze({ ...source, name: "packed", settings, title: (index: number) => `the pack ${index}` });
}
