/** Numbers in JSON, also those that JSON has no form for: they are the strings `"NaN"`, `"Infinity"` and `"-Infinity"`. */

const NAMES: ReadonlyMap<unknown, number> = new Map([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

/**
 * JSON of anything plain, its numbers that are not finite as strings.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toJson } from "./numbers.ts";
 *
 * assertEquals(toJson({ scores: { mae: Infinity } }), '{"scores":{"mae":"Infinity"}}');
 * ```
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value);
  // What is not finite became null; what has none is as it should be, and was had without asking of each.
  if (!text?.includes("null")) return text;
  return JSON.stringify(value, (_, inner) => typeof inner === "number" && !Number.isFinite(inner) ? `${inner}` : inner);
}

/**
 * A number that went through {@linkcode toJson}.
 *
 * @returns Undefined for what is none. `null` is NaN: it is what JSON itself makes of it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { numberOf } from "./numbers.ts";
 *
 * assertEquals([0.5, "-Infinity", null, "8"].map(numberOf), [0.5, -Infinity, NaN, undefined]);
 * ```
 */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return value === null ? NaN : NAMES.get(value);
}
