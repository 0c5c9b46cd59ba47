/** How a thread makes a part anew: by its recipe, and first what that one is made of. */
import type { Recipe } from "../source.ts";

/**
 * Makes what a recipe tells of.
 *
 * @throws {Error} Whatever the module or its function throws.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { remake } from "./remake.ts";
 *
 * const module = "data:text/javascript,export const ones = (size) => ({ name: 'ones', size, get: () => ({ x: 1, y: 1 }) });";
 * const ones = await remake({ module, name: "ones", options: 4 });
 * assertEquals((ones as { size: number }).size, 4);
 * ```
 */
export async function remake({ module, name, options, of = [] }: Recipe): Promise<unknown> {
  const made = await Promise.all(of.map(remake));
  return await (await import(module))[name](...made, ...options === undefined ? [] : [options]);
}

/**
 * The modules that a recipe needs.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { modulesOf } from "./remake.ts";
 *
 * const ones = { module: "file:///ones.ts", name: "ones", options: 4 };
 * const twice = { module: "file:///twice.ts", name: "twice", options: undefined, of: [ones] };
 * assertEquals(modulesOf(twice), ["file:///twice.ts", "file:///ones.ts"]);
 * ```
 */
export function modulesOf({ module, of = [] }: Recipe): readonly string[] {
  return [module, ...of.flatMap(modulesOf)];
}
