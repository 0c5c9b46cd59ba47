/** Texts on a terminal: those of others made visible, as it obeys what stands in them, and words in colour. */

/**
 * A text in which nothing moves the cursor, changes colours, or turns the direction of what follows: control characters (ECMA-48) but the
 * end of a line and the tabulator, and those of bidirectional text, stand as their numbers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { visible } from "./visible.ts";
 *
 * assertEquals(visible("cat\x1b[2J"), "cat\\x1b[2J");
 * assertEquals(visible("a\u202eb"), "a\\u202eb");
 * assertEquals(visible("two\nlines"), "two\nlines");
 * ```
 */
export function visible(text: string): string {
  return text.replace(CONTROLS, (letter) => {
    const code = letter.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
  });
}

// deno-lint-ignore no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * An error whose text is made visible, as what it names comes from a file; anything else as it is.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withVisible } from "./visible.ts";
 *
 * assertEquals(withVisible(new Error("got \x9b2J")).message, "got \\x9b2J");
 * ```
 */
export function withVisible<E>(error: E): E {
  if (error instanceof Error) error.message = visible(error.message);
  return error;
}

/**
 * What an error of a library's says of a file, for the end of a sentence. Where it is one of the engine's own, as of a list that is none,
 * it says nothing of the file, and so it is told that the file makes no sense.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { reasonOf } from "./visible.ts";
 *
 * assertEquals(reasonOf(new Error("invalid zstd data.")), "invalid zstd data");
 * assertEquals(reasonOf(new TypeError("undefined is not iterable")), "bytes that make no sense");
 * ```
 */
export function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const isEngines = cause instanceof TypeError || cause instanceof RangeError || cause instanceof ReferenceError;
  const isOurs = /^(Cannot \w+ \S+ as|it(s)? \w+|\S+ must) /.test(message);
  return isEngines && !isOurs || /^BigInt |is not a function/.test(message) || message === ""
    ? "bytes that make no sense"
    : visible(message.slice(0, 300)).replace(/\.$/, "");
}

/** Underlined, as MMEngine has them: green, white, yellow, red. */
const CODES = { debug: 32, info: 37, warning: 33, error: 31 } as const;

/**
 * A word in the colour of how much it matters, underlined, by the escape sequences of ECMA-48.
 *
 * @param word The word.
 * @param level How much it matters.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { inColor } from "./visible.ts";
 *
 * assertEquals(inColor("ERROR", "error"), "\x1b[4;31mERROR\x1b[0m");
 * ```
 */
export function inColor(word: string, level: keyof typeof CODES): string {
  return `\x1b[4;${CODES[level]}m${word}\x1b[0m`;
}
