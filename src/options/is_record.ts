/** Values with names. */

/**
 * Whether a value is an object with names, as of JSON: neither null nor a list.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isRecord } from "./is_record.ts";
 *
 * assertEquals([{}, { a: 1 }, null, [], "a"].map(isRecord), [true, true, false, false, false]);
 * ```
 */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
