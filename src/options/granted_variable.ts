/** What the environment says, where it may be read without a question. */

/**
 * The value of a variable of the environment; undefined where there is none, or no permission to read it.
 *
 * @param name Its name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { grantedVariable } from "./granted_variable.ts";
 *
 * Deno.env.set("A_VARIABLE", "1");
 * assertEquals([grantedVariable("A_VARIABLE"), grantedVariable("NO_VARIABLE")], ["1", undefined]);
 * ```
 */
export function grantedVariable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
