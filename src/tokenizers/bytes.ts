/** Tokens that are bytes. */
import type { Tokenizer } from "../tokenizer.ts";

/**
 * A token for each byte of the text in UTF-8: 256 of them, for every text there is, as in ByT5 without its special ones. Bytes that
 * are no text become U+FFFD.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bytes } from "jsr:@raptor/raptor";
 *
 * const { size, encode, decode } = bytes();
 * assertEquals([size, [...encode("é")], decode([104, 105])], [256, [195, 169], "hi"]);
 * ```
 */
export function bytes(): Tokenizer {
  const encoder = new TextEncoder(), decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return Object.freeze({
    name: "bytes",
    settings: Object.freeze({}),
    size: 256,
    encode: (text: string) => Int32Array.from(encoder.encode(text)),
    decode: (tokens: ArrayLike<number>) => decoder.decode(Uint8Array.from(tokens)),
    idOf: (token: string) => token.length === 1 && token.charCodeAt(0) < 128 ? token.charCodeAt(0) : undefined,
  });
}
