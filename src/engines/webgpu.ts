/** The engine on graphics cards of every make, through Deno's own WebGPU. */
import { given, requireRange, settle } from "../options/settle.ts";
import { tf } from "../tf.ts";
import type { Engine, EngineInfo } from "../engine.ts";
import { takeBackend } from "../tensors/take_backend.ts";
import type { WebgpuBackend } from "./webgpu/backend.ts";
import type { Products } from "./webgpu/card.ts";
import type { Health } from "./webgpu/watch_device.ts";

/** Settings of {@linkcode webgpu}. */
export interface WebgpuOptions {
  /** Whether a software adapter will do where there is no graphics card. Default false. */
  readonly allowFallback?: boolean;
}

/**
 * The engine on a graphics card, through Deno's own WebGPU: tfjs's kernels for it, with programs of Raptor's own for
 * convolutions, batch normalisation, the rectifier's gradient and the updates of weights.
 *
 * `mixedPrecision(webgpu(), { dtype: "float16" })` multiplies in 16 bits where the card knows `shader-f16`.
 *
 * It checks a small product of matrices and a small convolution before it is used. Values come back asynchronously
 * only, as by `data()`. Closing it gives nothing back: its memory holds the weights, which outlive a run, and ends with
 * the process.
 *
 * Once the device failed (it was lost, its memory is full, it refused an operation), the run ends with an error that
 * says so. Opening the engine again starts a fresh device; tensors of the old one are gone.
 *
 * @throws {Deno.errors.NotSupported} On opening, if there is no adapter, or only one in software.
 * @throws {Error} On opening, if the device computes wrongly.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { webgpu } from "jsr:@raptor/raptor";
 *
 * const engine = webgpu({ allowFallback: true });
 * assertEquals(engine.name, "webgpu");
 * ```
 */
export function webgpu(options: WebgpuOptions = {}): Engine {
  const { allowFallback = false } = given(options);
  const settings = settle("webgpu", options, { allowFallback });
  requireRange("webgpu", "true or false", { allowFallback });
  return Object.freeze({
    name: "webgpu",
    settings,
    async open() {
      const { repairGradients } = await import("../tensors/gradients.ts");
      repairGradients();
      const info = opened();
      if (info === undefined) return await start(allowFallback);
      await takeBackend("webgpu");
      return info;
    },
    close: () => Promise.resolve(),
  });
}

const running = Symbol("running");

/** A backend of ours, while its device is well. */
interface Running {
  readonly info: EngineInfo;
  readonly health: Health;
}

/** What the running backend was opened with; undefined where there is none, or its device has failed. */
function opened(): EngineInfo | undefined {
  const known = (tf.findBackend("webgpu") as { [running]?: Running } | null)?.[running];
  return known?.health.failure === undefined ? known?.info : undefined;
}

async function start(allowFallback: boolean): Promise<EngineInfo> {
  const before = tf.findBackend("webgpu") as WebgpuBackend | null;
  const { nameOf, selfTest, startDevice } = await import("./webgpu/device.ts");
  const { device, adapter } = await startDevice({ allowFallback });
  const { WebGPUBackend } = await import("npm:@tensorflow/tfjs-backend-webgpu@4.22.0");
  // The package has WebGPU's types from elsewhere.
  const made = new WebGPUBackend(device as never, adapter.info as never) as unknown as WebgpuBackend;
  const backend: WebgpuBackend & { [running]?: Running } = made;
  // The package registers itself with a device of its own making; a device that failed leaves a backend of no use.
  before?.device.destroy();
  if (tf.findBackendFactory("webgpu") !== undefined) tf.removeBackend("webgpu");
  tf.registerBackend("webgpu", () => backend);
  const [{ complete }, { keepWhileRead }, { watchDevice }] = await Promise.all([
    import("./webgpu/complete.ts"),
    import("./webgpu/keep_while_read.ts"),
    import("./webgpu/watch_device.ts"),
  ]);
  const products = complete(backend), knowsHalf = device.features.has("shader-f16");
  keepWhileRead(backend);
  const health = watchDevice(backend, nameOf(adapter));
  await tf.setBackend("webgpu");
  await selfTest(nameOf(adapter));
  const info = Object.freeze<EngineInfo>({
    name: "webgpu",
    backend: "webgpu",
    version: "tfjs-backend-webgpu 4.22.0",
    device: nameOf(adapter),
    // The backend keeps what it once took for the next step, so this is the peak.
    // What multiplies looks at each call, so that a step need not be compiled; the rest is float32 as ever.
    compileMixed: (step, dtype) => dtype === "float16" && knowsHalf ? inHalf(step, products) : step,
    memory: () => backend.memory().numBytesAllocatedInGPU / 1e6,
  });
  backend[running] = { info, health };
  return info;
}

/** The same step, with its products in 16 bits. */
function inHalf<A extends readonly unknown[], R>(step: (...args: A) => R, products: Products): (...args: A) => R {
  return (...args) => {
    const before = products.half;
    products.half = true;
    try {
      return step(...args);
    } finally {
      products.half = before;
    }
  };
}
