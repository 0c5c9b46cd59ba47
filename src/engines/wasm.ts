/** The engine that needs nothing: WebAssembly with SIMD and threads, on every machine. */
import { given, settle } from "../options/settle.ts";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Engine } from "../engine.ts";
import { declareFilling } from "../tensors/declared.ts";
import { grantHint } from "../terminal/permission_flag.ts";
import { tf } from "../tf.ts";
import { takeBackend } from "../tensors/take_backend.ts";
import type { Crew } from "./wasm/crew.ts";
import type { WasmBackend } from "./wasm/heap.ts";
import { withSharedMemory } from "./wasm/shared_memory.ts";

/** Settings of {@linkcode wasm}. */
export interface WasmOptions {
  /** How many threads compute. Default: as many as there are processors, and 8 at most. What they compute is the same. */
  readonly threads?: number;
}

/**
 * The engine in WebAssembly: kernels of our own for what training spends its time on (fused multiply-add, worker
 * threads on shared memory), and tfjs's for everything else.
 *
 * Closing it gives nothing back: its memory holds the weights, which outlive a run, and ends with the process.
 *
 * @throws {RangeError} If `threads` is no whole number from 1 to 64.
 * @throws {Deno.errors.NotCapable} On opening, if the compiled code may not be read; `permissions` names the file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wasm } from "jsr:@raptor/raptor";
 *
 * const info = await wasm({ threads: 2 }).open();
 * assertEquals([info.backend, info.threads], ["wasm", 2]);
 * ```
 */
export function wasm(options: WasmOptions = {}): Engine {
  const { threads = Math.min(8, navigator.hardwareConcurrency) } = given(options);
  const settings = settle("wasm", options, { threads });
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new RangeError(
      `Cannot compute on threads as there must be a whole number of them from 1 to 64: got ${threads}\n` +
        `Leave \`threads\` out to have one for each processor.`,
    );
  }
  return Object.freeze({
    name: "wasm",
    settings,
    permissions: [{ name: "read" as const, path: binary() }],
    async open() {
      const { repairGradients } = await import("../tensors/gradients.ts");
      if (crew === undefined) crew = await start();
      else await takeBackend("wasm");
      crew.setThreads(threads);
      repairGradients();
      const { version_wasm } = await load();
      return { name: "wasm", backend: "wasm", version: `tfjs-backend-wasm ${version_wasm}`, device: "cpu", threads };
    },
    close: () => Promise.resolve(),
  });
}

/** The threads of the process; tfjs has one backend of this name. */
let crew: Crew | undefined;

const load = () => import("npm:@tensorflow/tfjs-backend-wasm@4.22.0");

async function start(): Promise<Crew> {
  const path = binary();
  const { state } = await Deno.permissions.request({ name: "read", path });
  if (state !== "granted") {
    throw new Deno.errors.NotCapable(
      `Cannot open the wasm engine as it reads its compiled code: got no permission to read ${path}\n` +
        grantHint(["read"], path),
    );
  }
  const kernels = import("./wasm/complete.ts"), { setWasmPaths } = await load();
  const code = new Blob([withSharedMemory(await Deno.readFile(path))], { type: "application/wasm" });
  const url = URL.createObjectURL(code);
  const names = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];
  setWasmPaths(Object.fromEntries(names.map((name) => [name, url])), true);
  // The package's own threads do not start under Deno; those of ours do.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => new Set(process.listeners(event as "exit")));
  if (!await tf.setBackend("wasm")) {
    throw new Error(`Cannot open the wasm engine as its compiled code does not start: got an error above, of ${path}`);
  }
  URL.revokeObjectURL(url);
  const backend = tf.backend() as unknown as WasmBackend;
  if (!(backend.wasm.asm.memory.buffer instanceof SharedArrayBuffer)) {
    throw new Error(
      `Cannot open the wasm engine as threads must share its memory: got a backend that was started by others\n` +
        `Open the engine in place of tf.setBackend("wasm").`,
    );
  }
  // The compiled code listens for errors of the whole process, which are none of its business.
  events.forEach((event, i) => {
    for (const listener of process.listeners(event as "exit")) {
      if (!before[i]!.has(listener)) process.off(event, listener);
    }
  });
  declareFilling(backend, (shape, fill) => {
    const tensor = backend.makeOutput([...shape], "float32"), { memoryOffset } = backend.dataIdMap.get(tensor.dataId);
    try {
      fill((piece, at) => new Float32Array(backend.wasm.HEAPU8.buffer, memoryOffset).set(piece, at));
    } catch (error) {
      backend.disposeData(tensor.dataId);
      throw error;
    }
    return tensor;
  });
  const { complete } = await kernels;
  return complete(backend);
}

/** The compiled code, which lies beside the package's entry. Deno resolves it since the import of `load` names it. */
function binary(): string {
  const entry = import.meta.resolve("npm:@tensorflow/tfjs-backend-wasm@4.22.0");
  return fileURLToPath(new URL("./tfjs-backend-wasm-simd.wasm", entry));
}
