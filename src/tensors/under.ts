/** Names with a prefix, such as the place of a part: what belongs to the part, by the names that it knows itself. */

/**
 * Of values by name those whose names begin with a prefix, without it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { under } from "./under.ts";
 *
 * assertEquals(under("head/", { "head/bias": 1, "body/bias": 2 }), { bias: 1 });
 * ```
 */
export function under<T>(prefix: string, named: Readonly<Record<string, T>>): Record<string, T> {
  const own: Record<string, T> = {};
  for (const name in named) if (name.startsWith(prefix)) own[name.slice(prefix.length)] = named[name]!;
  return own;
}

/**
 * The same values, a prefix before each of their names.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { prefixed } from "./under.ts";
 *
 * assertEquals(prefixed("head/", { bias: 1 }), { "head/bias": 1 });
 * ```
 */
export function prefixed<T>(prefix: string, named: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [prefix + name, value]));
}
