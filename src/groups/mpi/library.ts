/** Where libmpi is. */
import { join } from "node:path";
import { grantedVariable } from "../../options/granted_variable.ts";

/** Whose library it is: they differ in what their handles are. */
export type Kind = "Open MPI" | "MPICH";

/** A library that was found. */
export interface Found {
  /** An absolute path: no other matches a scope of `--allow-ffi`. */
  readonly path: string;
  readonly kind: Kind;
}

/** Where distributions put it, most usual first. */
const FOLDERS = [
  ...["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64/openmpi/lib", "/usr/lib64/mpich/lib"],
  ...["/usr/lib64", "/usr/lib", "/usr/local/lib", "/opt/openmpi/lib", "/opt/mpich/lib", "/opt/homebrew/lib"],
];
const NAMES: Readonly<Record<Kind, readonly string[]>> = {
  "Open MPI": ["libmpi.so.40", "libmpi.40.dylib"],
  "MPICH": ["libmpich.so.12", "libmpi.so.12", "libmpi.12.dylib"],
};

/**
 * Looks for libmpi: the one that `RAPTOR_MPI` names, else in the folders of `MPI_HOME` and `LD_LIBRARY_PATH`, else where
 * distributions put it.
 *
 * @param by Who started this process, whose own library goes first: another one would not find the others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findLibrary } from "./library.ts";
 *
 * const found = findLibrary("MPICH", (name) => name === "RAPTOR_MPI" ? "/opt/mine/libmpi.so.12" : undefined);
 * assertEquals(found, { path: "/opt/mine/libmpi.so.12", kind: "MPICH" });
 * ```
 */
export function findLibrary(
  by: string | undefined,
  read: (name: string) => string | undefined = grantedVariable,
): Found | undefined {
  const named = read("RAPTOR_MPI");
  if (named !== undefined) return { path: named, kind: /\.40(\.|$)/.test(named) ? "Open MPI" : "MPICH" };
  const home = read("MPI_HOME"), searched = read("LD_LIBRARY_PATH")?.split(":").filter((path) => path !== "") ?? [];
  const folders = [...home === undefined ? [] : [join(home, "lib")], ...searched, ...FOLDERS];
  for (const kind of by === "MPICH" ? ["MPICH", "Open MPI"] as const : ["Open MPI", "MPICH"] as const) {
    for (const folder of folders) {
      for (const name of NAMES[kind]) if (isThere(join(folder, name))) return { path: join(folder, name), kind };
    }
  }
  return undefined;
}

function isThere(path: string): boolean {
  try {
    return Deno.permissions.querySync({ name: "read", path }).state === "granted" && Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
