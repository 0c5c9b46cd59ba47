/** A variable is one variable, however many names a model gives it: layers that are used twice, tables that are tied. */
import type { tf } from "../tf.ts";

type Named = Readonly<Record<string, tf.Variable>>;

/**
 * Each variable once, under the first of its names.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weight } from "jsr:@raptor/raptor";
 * import { distinct } from "./distinct.ts";
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
 * import { otherNames } from "./distinct.ts";
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
