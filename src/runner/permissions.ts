/** Deno's permissions as flags of `deno run`. */
import { fileURLToPath } from "node:url";
import { permissionFlag } from "../terminal/permission_flag.ts";

const FIELDS = {
  read: "path",
  write: "path",
  net: "host",
  env: "variable",
  sys: "kind",
  run: "command",
  ffi: "path",
} as const;

/**
 * The flags that grant permissions and no others, as a program takes them; a shell wants each as a `shellWord`.
 *
 * @param descriptors In any order; doubles are fine. One without a scope grants all of its kind.
 * @throws {RangeError} If a flag would grant something else, as one with a comma in a path does.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { permissionFlags } from "./permissions.ts";
 *
 * const descriptors = [{ name: "read", path: "data" }, { name: "net", host: "localhost" }] as const;
 * assertEquals(permissionFlags(descriptors), ["--allow-read=data", "--allow-net=localhost"]);
 * ```
 */
export function permissionFlags(descriptors: readonly Deno.PermissionDescriptor[]): string[] {
  return Object.entries(FIELDS).flatMap(([name, field]) => {
    const scopes = descriptors.filter((descriptor) => descriptor.name === name)
      .map((descriptor) => (descriptor as unknown as Record<string, string | URL | undefined>)[field]);
    if (scopes.length === 0) return [];
    if (scopes.includes(undefined)) return [`--allow-${name}`];
    const paths = scopes.map((scope) => scope instanceof URL ? fileURLToPath(scope) : scope!);
    return [permissionFlag(name, [...new Set(paths)].toSorted())];
  });
}
