/** Whether another thread may begin with a module. */

/**
 * Deno lets a thread begin with a module only where the main one may read it; one that came by URL it has already.
 *
 * @param module Its URL.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { mayLoad } from "./may_load.ts";
 *
 * assert(mayLoad(import.meta.url) && mayLoad("https://jsr.io/@raptor/raptor/mod.ts"));
 * ```
 */
export function mayLoad(module: string): boolean {
  if (!module.startsWith("file:")) return true;
  return Deno.permissions.querySync({ name: "read", path: new URL(module) }).state === "granted";
}
