/** What loading weights asks of Deno. */
import type { Pretrained } from "../pretrained.ts";
import { fileURLToPath } from "node:url";

/**
 * The permissions that the files of a model take, as narrow as Deno can say them: a file is read; one from the network is fetched from
 * its host into its folder. A host that the first one sends on to is asked for when it does.
 *
 * @param pretrained The files that a model begins with.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weightPermissions } from "./weight_permissions.ts";
 *
 * assertEquals(weightPermissions([{ from: "a.pt" }]), [{ name: "read", path: "a.pt" }]);
 * assertEquals(weightPermissions([{ from: "https://example.org/a.pt", dir: "kept" }]), [
 *   { name: "read", path: "kept" },
 *   { name: "write", path: "kept" },
 *   { name: "net", host: "example.org" },
 * ]);
 * ```
 */
export function weightPermissions(pretrained: readonly Pretrained[]): Deno.PermissionDescriptor[] {
  return pretrained.flatMap(({ from, dir = "data/weights" }): Deno.PermissionDescriptor[] => {
    if (typeof from === "string" && !/^[a-z]+:\/\//i.test(from)) return [{ name: "read", path: from }];
    const url = new URL(from);
    if (url.protocol === "file:") return [{ name: "read", path: fileURLToPath(url) }];
    return [{ name: "read", path: dir }, { name: "write", path: dir }, { name: "net", host: url.host }];
  });
}
