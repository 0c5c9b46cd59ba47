/** Words in colour, for terminals. */

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
 * import { inColor } from "./color.ts";
 *
 * assertEquals(inColor("ERROR", "error"), "\x1b[4;31mERROR\x1b[0m");
 * ```
 */
export function inColor(word: string, level: keyof typeof CODES): string {
  return `\x1b[4;${CODES[level]}m${word}\x1b[0m`;
}
