/** A sample that stays as it is, whatever its source hands out next. */
import type { Field, Sample } from "../source.ts";

/**
 * A copy of a sample: its arrays in memory of their own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { copyOf } from "./copy_of.ts";
 *
 * const data = Uint8Array.of(1, 2), copy = copyOf({ x: { dtype: "uint8", shape: [2], data }, y: { word: "two" } });
 * data.fill(0);
 * assertEquals(copy, { x: { dtype: "uint8", shape: [2], data: Uint8Array.of(1, 2) }, y: { word: "two" } });
 * ```
 */
export function copyOf<X, Y>({ x, y }: Sample<X, Y>): Sample<X, Y> {
  return { x: fieldOf(x as Field) as X, y: fieldOf(y as Field) as Y };
}

function fieldOf(field: Field): Field {
  if (typeof field !== "object" || field === null) return field;
  // Its type as well: the copy of an Int32Array is one.
  if (ArrayBuffer.isView((field as { readonly data?: unknown }).data)) {
    const { data, ...rest } = field as Extract<Field, { readonly data: Uint8Array }>;
    return { ...rest, data: data.slice() };
  }
  if (Object.getPrototypeOf(field) !== Object.prototype) return field;
  return Object.fromEntries(Object.entries(field).map(([name, inner]) => [name, fieldOf(inner)]));
}
