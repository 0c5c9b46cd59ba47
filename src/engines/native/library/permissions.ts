/** What the native engine asks of Deno, as narrow as it can be said before it is open. */
import { grantedVariable } from "../../../options/granted_variable.ts";
import { dirname, join, resolve } from "node:path";
import { cudaFiles, nvidiaFolder } from "./cuda/cuda_files.ts";
import {
  ARCHIVE,
  cacheFolder,
  filesAt,
  LIBRARY_NAMES,
  LIBRARY_VARIABLE,
  QUIET_VARIABLE,
  SEARCH_VARIABLES,
} from "./find_library.ts";
import { isFile } from "./readable.ts";

/** Where the library is, and whether it may be fetched. */
export interface Wanted {
  /** The file, or its folder; undefined for where an install puts it. */
  readonly library?: string;
  /** Whether it may be fetched where it is missing. */
  readonly install: boolean;
  /** Whether what is fetched is the build for GPUs. Default false. */
  readonly gpu?: boolean;
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
export function nativePermissions({ library, install, gpu = false }: Wanted): Deno.PermissionDescriptor[] {
  const named = library ?? grantedVariable(LIBRARY_VARIABLE);
  // An install for GPUs does not take the build for CPUs that an earlier one left.
  const cached = install && gpu ? cacheFolder(gpu) : installed() ?? cacheFolder(gpu);
  const folder = named ? folderOf(resolve(named)) : cached;
  // What is named, or was installed, is found before Python's packages are looked for.
  const isFound = named || folder !== undefined && filesAt(folder) !== undefined;
  const searched = SEARCH_VARIABLES.filter((name) => !isFound || name !== "VIRTUAL_ENV" && name !== "PATH");
  const needed: Deno.PermissionDescriptor[] = [...searched, QUIET_VARIABLE].map((variable) => ({
    name: "env",
    variable,
  }));
  if (folder === undefined) return [...needed, { name: "read" }, { name: "ffi" }];
  const main = LIBRARY_NAMES.main.map((name) => join(folder, name));
  needed.push({ name: "read", path: folder });
  const cuda = cudaFiles(main[0]!);
  const packages = nvidiaFolder(main[0]!);
  if (cuda.some((path) => path.startsWith(packages))) needed.push({ name: "read", path: packages });
  const missing = install && !named && !main.some(isFile);
  // Which libraries of CUDA come is known once they are there.
  const called = missing && gpu ? [folder] : [...cuda, main[0]!, join(folder, LIBRARY_NAMES.framework)];
  for (const path of called) needed.push({ name: "ffi", path });
  if (missing) {
    for (const name of ["read", "write"] as const) needed.push({ name, path: dirname(folder) });
    for (const command of ["pip", "pip3", "python3"]) needed.push({ name: "run", command });
    needed.push({ name: "net", host: new URL(ARCHIVE).host });
  }
  return needed;
}

/** Looks only where that is allowed already: to say what is needed must not need anything. */
function installed(): string | undefined {
  return [cacheFolder(true), cacheFolder()].find((folder) => folder !== undefined && filesAt(folder) !== undefined);
}

function folderOf(path: string): string {
  return LIBRARY_NAMES.main.some((name) => path.endsWith(name)) ? dirname(path) : path;
}
