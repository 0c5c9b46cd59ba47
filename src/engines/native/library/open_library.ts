/** An open libtensorflow: its functions, its one status object and its texts. */
import { outOfMemory } from "../../../tensors/out_of_memory.ts";
import { cstring } from "./cstring.ts";
import { type LibraryFiles, QUIET_VARIABLE } from "./find_library.ts";
import { muted } from "./mute.ts";
import { type Functions, symbols as declared } from "./symbols.ts";

/** An open libtensorflow. */
export interface Library {
  readonly functions: Functions;
  /** The status object that every call reports to. */
  readonly status: bigint;
  /** Such as `2.21.0`. */
  readonly version: string;
  /** Whether it is built for CUDA; undefined where it does not say. */
  readonly cuda: boolean | undefined;
  /** Whether it takes oneDNN's kernels by itself; undefined where it does not say. */
  readonly oneDnn: boolean | undefined;
  /** Throws what the last call reported, if it failed. */
  check(doing: string): void;
  /** Reads a text that the library owns. */
  text(address: bigint): string;
  /** Whether the system's loader has a library under its name, or finds it. It stays loaded then. */
  has(name: string): boolean;
}

/**
 * Opens libtensorflow. It stays open until the process ends, since unloading it is not safe.
 *
 * @param files Both libraries, by absolute path.
 * @param preloaded Libraries that are loaded already and must stay as long, by absolute path.
 */
export function openLibrary({ main, framework }: LibraryFiles, preloaded: readonly string[] = []): Library {
  quieten();
  // First, so that the loader finds what the main library needs already there.
  if (framework !== undefined) muted(() => load(framework, {}));
  const functions = muted(() => load(main, declared)).symbols as Functions;
  for (const path of [...preloaded, framework, main]) if (path !== undefined) pin(functions, path);
  const status = functions.TF_NewStatus();

  const text = (address: bigint): string => {
    if (address === 0n) return "";
    const bytes = new Uint8Array(Number(functions.strlen(address)));
    if (bytes.length > 0) functions.copyOut(bytes, address, BigInt(bytes.length));
    return new TextDecoder().decode(bytes);
  };

  const check = (doing: string): void => {
    const code = functions.TF_GetCode(status);
    if (code === 0) return;
    const said = text(functions.TF_Message(status));
    if (code === RESOURCE_EXHAUSTED) throw outOfMemory(doing, said);
    throw new Error(`Cannot ${doing} as libtensorflow refuses: ${said}`);
  };

  const built = functions.isBuiltForCuda?.(), on = functions.isOneDnnOn?.();
  return {
    ...{ functions, status, version: text(functions.TF_Version()), check, text },
    cuda: built === undefined ? undefined : built !== 0,
    oneDnn: on === undefined ? undefined : on !== 0,
    has: (name) => open(functions, name) !== 0n,
  };
}

function load<S extends Deno.ForeignLibraryInterface>(path: string, symbols: S): Deno.DynamicLibrary<S> {
  try {
    return Deno.dlopen(path, symbols);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    throw new Error(
      `Cannot load libtensorflow as the system's loader refuses ${path}: got ${(cause as Error).message}\n` +
        "It may be damaged, or of a version that lacks what the native engine calls: install it anew, or name another " +
        "one by RAPTOR_LIBTENSORFLOW.",
      { cause },
    );
  }
}

/**
 * Keeps a library loaded to the very end. Deno unloads what it opened when its isolate ends, and TensorFlow's threads,
 * which still run then, would fall over code that is gone.
 */
function pin(functions: Functions, path: string): void {
  open(functions, path);
}

function open(functions: Functions, name: string): bigint {
  const RTLD_NOW = 2;
  return functions.dlopen(cstring(name), RTLD_NOW);
}

/** TensorFlow's code for memory that is used up. */
const RESOURCE_EXHAUSTED = 8;

/** Keeps TensorFlow from telling about instruction sets and the like on standard error. */
function quieten(): void {
  const variable = QUIET_VARIABLE;
  if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") return;
  if (Deno.env.get(variable) === undefined) Deno.env.set(variable, "3");
}
