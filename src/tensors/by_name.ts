/**
 * Values by their names. A variable is one variable, however many names a model gives it: layers that are used twice, tables that
 * are tied. What belongs to a part has the part's place before its name.
 */
import type { tf } from "../tf.ts";

type Named = Readonly<Record<string, tf.Variable>>;

/**
 * Each variable once, under the first of its names.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weight } from "jsr:@raptor/raptor";
 * import { distinct } from "./by_name.ts";
 *
 * const table = weight([2, 3], 0), bias = weight([2], 0);
 * assertEquals(Object.keys(distinct({ table, bias, head: table })), ["table", "bias"]);
 * ```
 */
export function distinct(named: Named): Record<string, tf.Variable> {
  const seen = new Set<tf.Variable>();
  return Object.fromEntries(Object.entries(named).filter(([, variable]) => seen.size < seen.add(variable).size));
}

/**
 * The names that {@linkcode distinct} leaves out, each with the first name of its variable.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weight } from "jsr:@raptor/raptor";
 * import { otherNames } from "./by_name.ts";
 *
 * const table = weight([2, 3], 0);
 * assertEquals(otherNames({ table, head: table }), { head: "table" });
 * ```
 */
export function otherNames(named: Named): Record<string, string> {
  const first = new Map<tf.Variable, string>(), others: Record<string, string> = {};
  for (const [name, variable] of Object.entries(named)) {
    const known = first.get(variable);
    if (known === undefined) first.set(variable, name);
    else others[name] = known;
  }
  return others;
}

/**
 * Of values by name those whose names begin with a prefix, without it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { under } from "./by_name.ts";
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
 * import { prefixed } from "./by_name.ts";
 *
 * assertEquals(prefixed("head/", { bias: 1 }), { "head/bias": 1 });
 * ```
 */
export function prefixed<T>(prefix: string, named: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [prefix + name, value]));
}
