/** How something made around another part refuses what is no such part. */

/** What there is to make something around, and the field by which it is known. */
const KNOWN_BY = {
  "a model": "forward",
  "an optimizer": "update",
  "an engine": "open",
  "a source": "get",
} as const;

/**
 * Refuses what is not the part that another one is made around.
 *
 * @param name What is being made, such as `lookahead`.
 * @param kind What the part must be.
 * @param value What was given.
 * @param example How it is written.
 * @throws {TypeError} If it is none.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { requirePart } from "./require_part.ts";
 *
 * const text = "Cannot make lookahead as it is made around an optimizer: got undefined. Write lookahead(sgd(...)).";
 * assertThrows(() => requirePart("lookahead", "an optimizer", undefined, "lookahead(sgd(...))"), TypeError, text);
 * ```
 */
export function requirePart(name: string, kind: keyof typeof KNOWN_BY, value: unknown, example: string): void {
  if (typeof (value as Readonly<Record<string, unknown>> | undefined | null)?.[KNOWN_BY[kind]] === "function") return;
  const got = typeof value === "object"
    ? value === null ? "null" : "an object"
    : typeof value === "function"
    ? "a function"
    : String(value);
  throw new TypeError(`Cannot make ${name} as it is made around ${kind}: got ${got}. Write ${example}.`);
}
