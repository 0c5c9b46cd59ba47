/** Arguments that a person can paste into a shell. */

/**
 * An argument as one word of a POSIX shell: as it is where nothing in it means anything to a shell, else in single
 * quotes (IEEE Std 1003.1, Shell Command Language, 2.2.2).
 *
 * @param argument As the program is to see it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shellWord } from "jsr:@raptor/raptor";
 *
 * assertEquals(["--lr", "my data", "$(id)", "it's"].map(shellWord), ["--lr", "'my data'", "'$(id)'", "'it'\\''s'"]);
 * ```
 */
export function shellWord(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
