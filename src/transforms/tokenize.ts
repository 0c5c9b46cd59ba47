/** A transform of texts: they become tokens. */
import { asPart } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import type { Sample } from "../source.ts";
import type { Tokenizer } from "../tokenizer.ts";
import type { Transform } from "../transform.ts";

/**
 * Turns the text of a sample into its tokens, an int32 array; {@linkcode padTo} then makes them as long as those they meet in a batch.
 *
 * @param tokenizer Such as `words(...)`, or one of a file by `loadTokenizer`.
 * @throws {TypeError} If there is no tokenizer; of a sample, if its input is no text.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bytes, tokenize } from "jsr:@raptor/raptor";
 *
 * const { x } = tokenize(bytes())({ x: "hi", y: 1 }, Math.random);
 * assertEquals(x, { dtype: "int32", shape: [2], data: Int32Array.of(104, 105) });
 * ```
 */
export function tokenize(tokenizer: Tokenizer): Transform {
  if (typeof tokenizer?.encode !== "function") {
    throw new TypeError(
      `Cannot make tokenize as it needs a tokenizer: got ${typeof tokenizer}. Write words({ from: texts }), say.`,
    );
  }
  const { name, known } = tokenizer;
  return asPart("tokenize", ({ x, y }: Sample<unknown, unknown>) => {
    if (typeof x !== "string") {
      throw new TypeError(`Cannot tokenize a sample as its input must be a text: got ${typeof x}. Put tokenize first.`);
    }
    const data = tokenizer.encode(x);
    return { x: { dtype: "int32", shape: [data.length], data }, y };
  }, { settings: plainRecord({ tokenizer }), ...known && { known: Object.freeze({ tokenizer: { name, ...known } }) } });
}
