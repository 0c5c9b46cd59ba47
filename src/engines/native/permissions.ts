/** What the native engine asks of Deno, as narrow as it can be said before it is open. */
import { dirname, join, resolve } from "node:path";
import { cacheFolder, LIBRARY_NAMES, LIBRARY_VARIABLE, SEARCH_VARIABLES } from "./find_library.ts";
import { QUIET_VARIABLE } from "./library.ts";
import { ARCHIVE } from "./unpack_archive.ts";

/** Where the library is, and whether it may be fetched. */
export interface Wanted {
  /** The file, or its folder; undefined for where an install puts it. */
  readonly library?: string;
  /** Whether it may be fetched where it is missing. */
  readonly install: boolean;
}

/**
 * What opening the engine needs.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { nativePermissions } from "./permissions.ts";
 *
 * const needed = nativePermissions({ library: "/opt/tensorflow", install: false });
 * assert(needed.some((permission) => permission.name === "ffi"));
 * ```
 */
export function nativePermissions({ library, install }: Wanted): Deno.PermissionDescriptor[] {
  const named = library ?? variable(LIBRARY_VARIABLE);
  const folder = named ? folderOf(resolve(named)) : cacheFolder();
  const needed: Deno.PermissionDescriptor[] = [...SEARCH_VARIABLES, QUIET_VARIABLE].map((variable) => ({
    name: "env",
    variable,
  }));
  if (folder === undefined) return [...needed, { name: "read" }, { name: "ffi" }];
  const main = LIBRARY_NAMES.main.map((name) => join(folder, name));
  needed.push({ name: "read", path: folder });
  for (const path of [main[0]!, join(folder, LIBRARY_NAMES.framework)]) needed.push({ name: "ffi", path });
  if (install && !named && !main.some(isThere)) {
    for (const name of ["read", "write"] as const) needed.push({ name, path: dirname(folder) });
    for (const command of ["pip", "pip3", "python3"]) needed.push({ name: "run", command });
    needed.push({ name: "net", host: new URL(ARCHIVE).host });
  }
  return needed;
}

function folderOf(path: string): string {
  return LIBRARY_NAMES.main.some((name) => path.endsWith(name)) ? dirname(path) : path;
}

function variable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

/** Looks only where that is allowed already: to say what is needed must not need anything. */
function isThere(path: string): boolean {
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return false;
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
