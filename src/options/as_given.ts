/** How a refused value is shown. */

/** Longer values say no more. */
const LONGEST = 120;

/**
 * A value as it was given: a text by its quotes, a record or a list by what it holds, anything else by its name.
 *
 * @param value Of any kind.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { asGiven } from "./as_given.ts";
 *
 * assertEquals(["8", 8, { score: "loss" }, [1, NaN], () => 1].map(asGiven), ['"8"', "8", '{"score":"loss"}', '[1,"NaN"]', "a function"]);
 * ```
 */
export function asGiven(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value !== "string" && (typeof value !== "object" || value === null)) return String(value);
  let text: string;
  try {
    // JSON would call a number that is not finite null.
    text = JSON.stringify(value, (_, each) => typeof each === "number" && !Number.isFinite(each) ? String(each) : each);
  } catch {
    text = String(value); // Such as goes round in a circle.
  }
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
