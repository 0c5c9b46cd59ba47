/** Patterns of weights' names, by which a few words say many weights. */

/**
 * Makes the test of a pattern. It is a name, or the first levels of it: `head` stands for `head/kernel` and `head/bias`. A `*`
 * stands for any part of one level, `**` for any levels.
 *
 * @param part Who asks, for the error.
 * @throws {TypeError} If the pattern is no string, or an empty one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { namePattern } from "./name_pattern.ts";
 *
 * const names = ["layer1/0/conv/kernel", "layer1/0/norm/scale", "layer10/conv/kernel", "head/bias"];
 * const those = (pattern: string) => names.filter(namePattern("groups", pattern)).map((name) => names.indexOf(name));
 * assertEquals(["layer1", "layer*", "layer1/0/conv", "**\/bias", "**\/kernel"].map(those), [[0, 1], [0, 1, 2], [0], [3], [0, 2]]);
 * ```
 */
export function namePattern(part: string, pattern: string): (name: string) => boolean {
  if (typeof pattern !== "string" || pattern === "") {
    throw new TypeError(
      `Cannot make ${part} as a pattern of names must be a string such as "head" or "**/bias": got ${
        pattern === "" ? "an empty one" : typeof pattern
      }.`,
    );
  }
  const source = pattern.replace(/\/$/, "").split(/(\*\*\/?|\*)/).map((piece) =>
    piece === "**/" ? "(?:.*/)?" : piece === "**" ? ".*" : piece === "*" ? "[^/]*" : RegExp.escape(piece)
  ).join("");
  const test = new RegExp(`^${source}(?:/|$)`);
  return (name) => test.test(name);
}
