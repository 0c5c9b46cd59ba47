/** The engine on Deno's own WebGPU. */
import { tf } from "../tf.ts";
import type { Engine } from "../engine.ts";

/** Settings of {@linkcode webgpu}. */
export interface WebgpuOptions {
  /** Whether a software adapter will do where there is no graphics card. Default false. */
  readonly allowFallback?: boolean;
}

/** The engine on a graphics card through Deno's own WebGPU. */
export function webgpu({ allowFallback = false }: WebgpuOptions = {}): Engine {
  return Object.freeze({
    name: "webgpu",
    async open() {
      const adapter = await navigator.gpu.requestAdapter();
      if (adapter === null) throw new Error("Cannot open the webgpu engine as there is no adapter");
      if (adapter.info.isFallbackAdapter && !allowFallback) throw new Error("Cannot open the webgpu engine");
      const { WebGPUBackend } = await import("npm:@tensorflow/tfjs-backend-webgpu@4.22.0");
      const device = await adapter.requestDevice();
      if (tf.findBackend("webgpu") === null) {
        tf.registerBackend("webgpu", () => new WebGPUBackend(device as never, adapter.info as never) as never);
      }
      await tf.setBackend("webgpu");
      return { backend: "webgpu", version: "tfjs-backend-webgpu 4.22.0", device: adapter.info.description };
    },
    close: () => Promise.resolve(),
  });
}
