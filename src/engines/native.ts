/** The fast engine: libtensorflow over Deno's FFI, with the kernels of tfjs-node and Raptor's own. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Engine, EngineInfo, Wish } from "../engine.ts";
import { BACKEND } from "./native/binding/native_backend.ts";
import { cudaFiles } from "./native/library/cuda/cuda_files.ts";
import { CACHE, findLibtensorflow, type FoundLibrary, type LibraryFiles } from "./native/library/find_library.ts";
import { installLibtensorflow } from "./native/library/install_library.ts";
import { nativePermissions } from "./native/library/permissions.ts";
import type { Started } from "./native/start.ts";
import { takeBackend } from "../tensors/take_backend.ts";

/** Settings of {@linkcode native}. */
export interface NativeOptions {
  /** Where libtensorflow lies: the file, or its folder. Default: looked for, see {@linkcode findLibtensorflow}. */
  readonly library?: string;
  /** Whether libtensorflow is fetched where it is not found (270 MB; some 3 GB with `gpu`). Default false. */
  readonly install?: boolean;
  /** Threads within one operation, for the first that opens in a process. Default: as many as there are cores. */
  readonly threads?: number;
  /**
   * Operations that run at once within a step, for the first that opens in a process. Where they are two of two threads each, as on two
   * cores, or more than `threads`, compiled steps are done in halves of their batch, which changes the last digits. Perceptrons and
   * transformers learn fastest by `{ threads: 1, atOnce: 2 }`, where all that is not in halves is slower. Default: as many as `threads`.
   */
  readonly atOnce?: number;
  /**
   * Which graphics card, for the first that opens in a process: its number as CUDA counts them, false for none, true
   * for the first. Where it is true or a number, `install` fetches the build for GPUs. Default the first there is.
   */
  readonly gpu?: number | boolean;
  /**
   * Whether oneDNN computes convolutions and products also where TensorFlow does not take it by itself, as on processors
   * without AVX-512: there a network of convolutions learns in half the time. For the first that opens in a process. Default
   * true, unless the variable `TF_ENABLE_ONEDNN_OPTS` is 0.
   */
  readonly oneDnn?: boolean;
  /** Whether a training step that repeats itself runs as one operation. Default true. */
  readonly compile?: boolean;
}

export { findLibtensorflow, type FoundLibrary, installLibtensorflow, type LibraryFiles };

/** What is open: one libtensorflow a process, as tfjs knows one backend of its name. */
let opened: { readonly main: string; readonly started: Promise<Started>; readonly threads: number } | undefined;

/**
 * The engine on libtensorflow, as fast as TensorFlow itself.
 *
 * @throws {Deno.errors.NotFound} By `open`, if libtensorflow is not found and must not be installed.
 * @throws {RangeError} If `threads` is no positive whole number, or `gpu` no card's number.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { native } from "jsr:@raptor/raptor";
 *
 * await assertRejects(() => native({ library: "/no/such/folder" }).open(), Deno.errors.NotFound);
 * ```
 */
export function native(options: NativeOptions = {}): Engine {
  const { library, install = false, threads, atOnce, compile = true, gpu, oneDnn } = given(options);
  const settings = settle("native", options, { library, install, threads, atOnce, gpu, oneDnn, compile });
  if (library !== undefined) requireRange("native", "a string", { library });
  for (const [name, count] of Object.entries({ threads, atOnce })) {
    if (count !== undefined) requireRange("native", "a whole number of at least 1", { [name]: count });
  }
  requireRange("native", "true or false", { install, compile });
  if (oneDnn !== undefined) requireRange("native", "true or false", { oneDnn });
  if (gpu !== undefined && typeof gpu !== "boolean" && !(Number.isInteger(gpu) && gpu >= 0)) {
    throw new RangeError(
      `Cannot make the native engine as gpu is a card's number from 0, true or false: got ${gpu}`,
    );
  }
  const forGpu = gpu === true || typeof gpu === "number";
  const search = async (): Promise<LibraryFiles> => {
    let found = findLibtensorflow(library);
    // What an earlier install left may be the build for CPUs.
    const suits = found !== undefined && !(forGpu && found.origin === CACHE && cudaFiles(found.main).length === 0);
    if (install && !suits) found = await installLibtensorflow({ gpu: forGpu });
    if (found === undefined) throw new Deno.errors.NotFound(MISSING);
    if (opened !== undefined && opened.main !== found.main) {
      throw new Error(`Cannot open ${found.main} as a process has one libtensorflow: got ${opened.main} before`);
    }
    return found;
  };
  // What this engine has opened, for which it need not search again.
  let own: typeof opened;
  return Object.freeze({
    name: "native",
    settings,
    get permissions() {
      return nativePermissions({ ...(library === undefined ? {} : { library }), install, gpu: forGpu });
    },
    async open(wish: Wish = {}): Promise<EngineInfo> {
      if (own === undefined || own !== opened) {
        const found = await search(), wished = threads ?? wish.threads;
        // A promise, so that two calls at once open it once; one that fails may be tried again.
        own = opened ??= {
          main: found.main,
          // Who takes another engine does without all of this.
          started: import("./native/start.ts").then(({ start }) =>
            start(found, { threads: wished, atOnce, gpu, oneDnn })
          ),
          threads: wished ?? navigator.hardwareConcurrency,
        };
      }
      const { started, threads: used } = own;
      const { binding, ...known } = await started.catch((error) => {
        opened = undefined;
        throw error;
      });
      const { repairGradients } = await import("../tensors/gradients.ts");
      await takeBackend(BACKEND);
      repairGradients();
      return {
        name: "native",
        backend: BACKEND,
        version: `libtensorflow ${binding.TF_Version}`,
        threads: used,
        threadsMatter: true,
        ...known,
        ...compile && {
          compile: binding.compile,
          compileMixed: binding.compileMixed,
          replay: binding.replay,
          apart: binding.apart,
        },
      };
    },
    close: () => Promise.resolve(),
  });
}

const MISSING =
  "Cannot open the native engine as libtensorflow is not found: got neither RAPTOR_LIBTENSORFLOW, nor an " +
  "earlier install, nor a Python package\n" +
  "Let Raptor fetch it by native({ install: true }), or pip install tensorflow-cpu.";
