/** The fast engine: libtensorflow over Deno's FFI, with the kernels of tfjs-node and Raptor's own. */
import { tf } from "../tf.ts";
import type { Engine, EngineInfo } from "../engine.ts";
import { BACKEND, registerBackend } from "./native/backend.ts";
import { openBinding } from "./native/binding.ts";
import { checkElf } from "./native/elf.ts";
import { findLibtensorflow, type FoundLibrary, type LibraryFiles } from "./native/find_library.ts";
import { installLibtensorflow } from "./native/install_library.ts";
import { openLibrary } from "./native/library.ts";
import { type Tracer, tracing } from "./native/tracer.ts";
import { releasePages } from "./native/release_pages.ts";
import { nativePermissions } from "./native/permissions.ts";

/** Settings of {@linkcode native}. */
export interface NativeOptions {
  /** Where libtensorflow lies: the file, or its folder. Default: looked for, see {@linkcode findLibtensorflow}. */
  readonly library?: string;
  /** Whether libtensorflow is fetched where it is not found (270 MB). Default false. */
  readonly install?: boolean;
  /** Threads within one operation, for the first that opens in a process. Default: as many as there are cores. */
  readonly threads?: number;
  /** Whether a training step that repeats itself runs as one operation. Default true. */
  readonly compile?: boolean;
}

export { findLibtensorflow, type FoundLibrary, installLibtensorflow, type LibraryFiles };

/** What is open: one libtensorflow a process, as tfjs knows one backend of its name. */
let opened: { readonly main: string; readonly binding: Promise<Tracer>; readonly threads: number } | undefined;

/**
 * The engine on libtensorflow, as fast as TensorFlow itself.
 *
 * @throws {Deno.errors.NotFound} By `open`, if libtensorflow is not found and must not be installed.
 * @throws {RangeError} If `threads` is no positive whole number.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { native } from "./native.ts";
 *
 * await assertRejects(() => native({ library: "/no/such/folder" }).open(), Deno.errors.NotFound);
 * ```
 */
export function native(options: NativeOptions = {}): Engine {
  const { library, install = false, threads, compile = true } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new RangeError(`Cannot make the native engine as threads is a positive whole number: got ${threads}`);
  }
  return Object.freeze({
    name: "native",
    get permissions() {
      return nativePermissions({ ...(library === undefined ? {} : { library }), install });
    },
    async open(): Promise<EngineInfo> {
      const found = findLibtensorflow(library) ?? (install ? await installLibtensorflow() : undefined);
      if (found === undefined) throw new Deno.errors.NotFound(MISSING);
      if (opened !== undefined && opened.main !== found.main) {
        throw new Error(`Cannot open ${found.main} as a process has one libtensorflow: got ${opened.main} before`);
      }
      // A promise, so that two calls at once open it once; one that fails may be tried again.
      opened ??= {
        main: found.main,
        binding: start(found, threads),
        threads: threads ?? navigator.hardwareConcurrency,
      };
      const { binding: starting, threads: used } = opened;
      const binding = await starting.catch((error) => {
        opened = undefined;
        throw error;
      });
      await tf.setBackend(BACKEND);
      return {
        name: "native",
        backend: BACKEND,
        version: `libtensorflow ${binding.TF_Version}`,
        device: binding.isUsingGpuDevice() ? "gpu" : "cpu",
        threads: used,
        ...compile && {
          compile: binding.compile,
          compileMixed: binding.compileMixed,
          replay: binding.replay,
        },
      };
    },
    close: () => Promise.resolve(),
  });
}

async function start(found: LibraryFiles, threads: number | undefined): Promise<Tracer> {
  for (const path of [found.framework, found.main]) if (path !== undefined) await checkElf(path);
  const binding = tracing(openBinding(openLibrary(found), threads));
  const backend = await registerBackend(binding);
  const { releaseResources } = await import("./native/kernels.ts");
  releaseResources(backend);
  await releasePages(found.main, "TFE_NewContext");
  if (found.framework !== undefined) await releasePages(found.framework, "TF_NewStatus");
  return binding;
}

const MISSING =
  "Cannot open the native engine as libtensorflow is not found: got neither RAPTOR_LIBTENSORFLOW, nor an " +
  "earlier install, nor a Python package\n" +
  "Let Raptor fetch it by native({ install: true }), or pip install tensorflow-cpu.";
