/** The engine that needs nothing: WebAssembly with SIMD, on every machine. */
import { tf } from "../tf.ts";
import type { Engine } from "../engine.ts";

/**
 * The engine in WebAssembly: tfjs's own kernels (XNNPACK, SIMD, one thread), completed for training.
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
    async open() {
      const { version_wasm } = await import("npm:@tensorflow/tfjs-backend-wasm@4.22.0");
      tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
      await tf.setBackend("wasm");
      return { backend: "wasm", version: `tfjs-backend-wasm ${version_wasm}`, device: "cpu", threads: 1 };
    },
    close: () => Promise.resolve(),
  });
}
