/** Where libtensorflow is looked for: what the user names, an earlier install, a Python package. Nothing is fetched. */
import { grantedVariable } from "../../../options/granted_variable.ts";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { isFile, list } from "./readable.ts";

/** The files of a libtensorflow, by absolute path. */
export interface LibraryFiles {
  /** `libtensorflow_cc.so.2` of the Python packages, or `libtensorflow.so.2` of the C archive. */
  readonly main: string;
  /** `libtensorflow_framework.so.2`, where it lies beside. */
  readonly framework: string | undefined;
}

/** A libtensorflow and where it was found. */
export interface FoundLibrary extends LibraryFiles {
  /** Such as `the cache`, for people. */
  readonly origin: string;
}

/** The environment variable that names libtensorflow, a file or its folder. */
export const LIBRARY_VARIABLE = "RAPTOR_LIBTENSORFLOW";

/** The environment variables that the search reads. */
export const SEARCH_VARIABLES = [LIBRARY_VARIABLE, "XDG_CACHE_HOME", "HOME", "VIRTUAL_ENV", "PATH"] as const;

/** The environment variable that quietens TensorFlow. */
export const QUIET_VARIABLE = "TF_CPP_MIN_LOG_LEVEL";

/** The newest archive for C that TensorFlow's page on it names; this system may have none. */
export const ARCHIVE: string = "https://storage.googleapis.com/tensorflow/versions/2.18.0/libtensorflow-cpu-" +
  `${Deno.build.os}-${Deno.build.arch === "aarch64" ? "arm64" : "x86_64"}.tar.gz`;

const suffix = Deno.build.os === "darwin" ? ".2.dylib" : ".so.2";

/** The names of the libraries on this system; the first of `main` is of the Python packages. */
export const LIBRARY_NAMES = {
  main: [`libtensorflow_cc${suffix}`, Deno.build.os === "darwin" ? "libtensorflow.2.dylib" : "libtensorflow.so.2"],
  framework: `libtensorflow_framework${suffix}`,
} as const;

/**
 * Looks for libtensorflow: in `library` or else the environment variable `RAPTOR_LIBTENSORFLOW` (a file or its folder),
 * in Raptor's cache (the build for GPUs before that for CPUs), then in the Python packages `tensorflow` and `tensorflow-cpu` of `VIRTUAL_ENV` and of each
 * `python3` on the `PATH`. It asks for no permission: what it may not read, it takes as missing.
 *
 * @param library A file or its folder.
 * @returns Undefined where there is none.
 * @throws {Deno.errors.NotFound} If there is none where the user says that one is.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { findLibtensorflow } from "jsr:@raptor/raptor";
 *
 * assertThrows(() => findLibtensorflow("/no/such/folder"), Deno.errors.NotFound, "Cannot find libtensorflow");
 * ```
 */
export function findLibtensorflow(library?: string): FoundLibrary | undefined {
  const named = library ?? grantedVariable(LIBRARY_VARIABLE);
  if (named !== undefined && named !== "") {
    const origin = library === undefined ? LIBRARY_VARIABLE : "the option library";
    const found = filesAt(resolve(named));
    if (found !== undefined) return { ...found, origin };
    throw new Deno.errors.NotFound(
      `Cannot find libtensorflow as ${origin} names no library: got ${named}\n` +
        `Name ${LIBRARY_NAMES.main.join(" or ")}, or the folder that it lies in, and allow Deno to read it.`,
    );
  }
  for (const gpu of [true, false]) {
    const cache = cacheFolder(gpu);
    const found = cache === undefined ? undefined : filesAt(cache);
    if (found !== undefined) return { ...found, origin: CACHE };
  }
  for (const folder of pythonPackages()) {
    const found = filesAt(folder);
    if (found !== undefined) return { ...found, origin: "a Python package" };
  }
}

/** The origin of what an earlier install left. */
export const CACHE = "the cache";

/**
 * The folder of the cache that holds the pinned version; undefined where the environment may not be read.
 *
 * @param gpu Whether it is the build for GPUs, with CUDA beside it. Default false.
 */
export function cacheFolder(gpu = false): string | undefined {
  const home = grantedVariable("HOME");
  const cache = grantedVariable("XDG_CACHE_HOME") || (home && join(home, ".cache"));
  return cache && isAbsolute(cache)
    ? join(cache, "raptor", `libtensorflow-${gpu ? "gpu-" : ""}${VERSION}-${Deno.build.os}-${Deno.build.arch}`)
    : undefined;
}

/** The version that is installed where there is none. */
export const VERSION = "2.21.0";

/** The libraries at a path that is the main one or their folder. */
export function filesAt(path: string): LibraryFiles | undefined {
  if (isFile(path)) return { main: path, framework: beside(resolve(path, "..")) };
  for (const name of LIBRARY_NAMES.main) {
    const main = join(path, name);
    if (isFile(main)) return { main, framework: beside(path) };
  }
}

function beside(folder: string): string | undefined {
  const framework = join(folder, LIBRARY_NAMES.framework);
  return isFile(framework) ? framework : undefined;
}

/** The folders where Python would keep the package: Python itself is not asked, as that would want `run`. */
function pythonPackages(): string[] {
  const prefixes = new Set<string>();
  const environment = grantedVariable("VIRTUAL_ENV");
  if (environment) prefixes.add(environment);
  for (const bin of (grantedVariable("PATH") ?? "").split(delimiter).filter(isAbsolute)) {
    const python = join(bin, "python3");
    if (isFile(python)) {
      prefixes.add(resolve(bin, ".."));
      prefixes.add(resolve(Deno.realPathSync(python), "..", ".."));
    }
  }
  const folders: string[] = [];
  for (const prefix of prefixes) {
    for (const lib of ["lib", "lib64", "local/lib"].map((name) => join(prefix, name))) {
      for (const name of list(lib)) {
        if (!/^python3(\.\d+)?$/.test(name)) continue;
        for (const packages of ["site-packages", "dist-packages"]) {
          folders.push(join(lib, name, packages, "tensorflow"));
        }
      }
    }
  }
  return folders;
}
