/** What is wrong with the names of options, as the end of a sentence. */
import { nearest } from "./nearest.ts";

/**
 * Looks for an option that is not known, or for what holds no options at all.
 *
 * @param options What was given.
 * @param known The names of the options there are.
 * @param subject How the sentence begins.
 * @returns What the options are and what was given in their place; undefined where all is right.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { oddOption } from "./odd_option.ts";
 *
 * const text = "its options are lr and momentum: got momentun. Did you mean momentum?";
 * assertEquals(oddOption({ lr: 1, momentun: 0.9 }, ["lr", "momentum"]), text);
 * ```
 */
export function oddOption(options: unknown, known: readonly string[], subject = "its options"): string | undefined {
  const names = list(known);
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const got = Array.isArray(options) ? "an array" : typeof options === "function" ? "a function" : String(options);
    return `${subject} come as an object of ${names}: got ${got}.`;
  }
  const odd = Object.keys(options).find((name) => !known.includes(name));
  if (odd === undefined) return undefined;
  const meant = nearest(odd, known);
  return `${subject} are ${names}: got ${odd}.${meant === undefined ? "" : ` Did you mean ${meant}?`}`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
