/** Asks Deno for a permission, and says which flag is missing when the answer is no. */
import { grantHint } from "../terminal/permission_flag.ts";

/**
 * Makes sure of a permission: asks on a terminal, fails elsewhere.
 *
 * @param descriptor The permission, with its scope.
 * @param purpose What it is for, as in `download CIFAR-10`.
 * @throws {Deno.errors.NotCapable} If it is denied; the message names the flag.
 *
 * @example
 * ```ts
 * import { ask } from "./ask.ts";
 *
 * await ask({ name: "read", path: "data" }, "read the data");
 * ```
 */
export async function ask(descriptor: Deno.PermissionDescriptor, purpose: string): Promise<void> {
  const { state } = await Deno.permissions.request(descriptor);
  if (state === "granted") return;
  const scope = "host" in descriptor ? descriptor.host : "path" in descriptor ? descriptor.path : "";
  throw new Deno.errors.NotCapable(
    `Cannot ${purpose} as Deno must allow ${descriptor.name} of ${scope}: got ${state}. ` +
      grantHint([descriptor.name], String(scope)),
  );
}
