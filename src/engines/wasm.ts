/** The engine that needs nothing: WebAssembly with SIMD, on every machine. */
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
      const { version_wasm } = await import("npm:@tensorflow/tfjs-backend-wasm@4.22.0");
      // Under Deno the package's worker threads do not start.
      tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
      const isFirst = tf.findBackend("wasm") === null;
      if (!await tf.setBackend("wasm")) throw new Error("Cannot open the wasm engine");
      if (isFirst) complete(tf.backend() as unknown as WasmBackend);
      return { backend: "wasm", version: `tfjs-backend-wasm ${version_wasm}`, device: "cpu", threads: 1 };
    },
    close: () => Promise.resolve(),
  });
}

/** The compiled code, which lies beside the package's entry. Deno resolves it since the import above names it. */
function binary(): string {
  const entry = import.meta.resolve("npm:@tensorflow/tfjs-backend-wasm@4.22.0");
  return decodeURIComponent(new URL("./tfjs-backend-wasm-simd.wasm", entry).pathname);
}
