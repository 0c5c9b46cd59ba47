/** Deno's permissions as flags of `deno run`. */

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
 * The flags that grant permissions and no others.
 *
 * @param descriptors In any order; doubles are fine. One without a scope grants all of its kind.
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
    return [`--allow-${name}=${[...new Set(scopes.map(String))].toSorted().join(",")}`];
  });
}
