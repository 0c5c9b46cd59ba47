/** The engine that needs nothing: WebAssembly with SIMD, on every machine. */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { tf } from "../tf.ts";
import type { Engine } from "../engine.ts";
import { complete } from "./wasm/complete.ts";
import type { WasmBackend } from "./wasm/heap.ts";

/**
 * The engine in WebAssembly: tfjs's kernels (XNNPACK, SIMD, one thread), completed for training and put right where
 * they were slow.
 *
 * Closing it gives nothing back: its memory holds the weights, which outlive a run, and ends with the process.
 *
 * @throws {Deno.errors.NotCapable} On opening, if the compiled code may not be read; `permissions` names the file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wasm } from "./wasm.ts";
 *
 * const info = await wasm().open();
 * assertEquals(info.backend, "wasm");
 * ```
 */
export function wasm(): Engine {
  return Object.freeze({
    name: "wasm",
    permissions: [{ name: "read" as const, path: binary() }],
    async open() {
      if (tf.findBackend("wasm") === null) await start();
      else await tf.setBackend("wasm");
      const { version_wasm } = await load();
      return { name: "wasm", backend: "wasm", version: `tfjs-backend-wasm ${version_wasm}`, device: "cpu", threads: 1 };
    },
    close: () => Promise.resolve(),
  });
}

const load = () => import("npm:@tensorflow/tfjs-backend-wasm@4.22.0");

async function start(): Promise<void> {
  const path = binary();
  const { state } = await Deno.permissions.request({ name: "read", path });
  if (state !== "granted") {
    throw new Deno.errors.NotCapable(
      `Cannot open the wasm engine as it reads its compiled code: got no permission to read ${path}\n` +
        `Run again with --allow-read=${path}`,
    );
  }
  await load();
  // Under Deno the package's worker threads do not start.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => new Set(process.listeners(event as "exit")));
  if (!await tf.setBackend("wasm")) {
    throw new Error(`Cannot open the wasm engine as its compiled code does not start: got an error above, of ${path}`);
  }
  // The compiled code listens for errors of the whole process, which are none of its business.
  events.forEach((event, i) => {
    for (const listener of process.listeners(event as "exit")) {
      if (!before[i]!.has(listener)) process.off(event, listener);
    }
  });
  complete(tf.backend() as unknown as WasmBackend);
}

/** The compiled code, which lies beside the package's entry. Deno resolves it since the import of `load` names it. */
function binary(): string {
  const entry = import.meta.resolve("npm:@tensorflow/tfjs-backend-wasm@4.22.0");
  return fileURLToPath(new URL("./tfjs-backend-wasm-simd.wasm", entry));
}
