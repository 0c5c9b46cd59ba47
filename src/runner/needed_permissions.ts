/** What a sentence asks of Deno, as flags of `deno run`. */
import { checkpointFolder, logsFolder } from "./default_hooks.ts";
import type { Props } from "./run.ts";
import type { Pretrained } from "../pretrained.ts";
import { fileURLToPath } from "node:url";
import { permissionFlag } from "../terminal/permission_flag.ts";

/**
 * The narrowest flags of `deno run` for the parts of a sentence: its data, its engine, the files that its model begins with, its folders.
 *
 * @throws {RangeError} If Deno has no flag for one, as for a path with a comma.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu, sgd } from "jsr:@raptor/raptor";
 * import { neededPermissions } from "./needed_permissions.ts";
 *
 * const sentence = { optimizer: sgd({ lr: 0.1 }), engine: cpu(), metrics: [], hooks: [], workDir: "out" };
 * assertEquals(neededPermissions(sentence), ["--allow-read=out", "--allow-write=out"]);
 * ```
 */
export function neededPermissions(props: Props): string[] {
  const { data, engine, origin } = props;
  const folders = [logsFolder(props), checkpointFolder(props)].filter((path) => path !== undefined);
  const written = folders.flatMap((path) => (["read", "write"] as const).map((name) => ({ name, path })));
  // A function has to make its model to tell of it, which is given back.
  const loan = origin?.toUse(false), weights = weightPermissions(loan?.model.pretrained ?? []);
  loan?.end(true);
  return permissionFlags([...data?.permissions ?? [], ...engine.permissions ?? [], ...weights, ...written]);
}

/**
 * The permissions that the files of a model take, as narrow as Deno can say them: a file is read; one from the network is fetched from
 * its host into its folder. A host that the first one sends on to is asked for when it does.
 *
 * @param pretrained The files that a model begins with.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weightPermissions } from "./needed_permissions.ts";
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
 * import { permissionFlags } from "./needed_permissions.ts";
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
