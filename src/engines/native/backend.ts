/**
 * The tfjs backend `tensorflow`: the one of tfjs-node, whose kernels are plain JavaScript, on Raptor's own binding and
 * with Raptor's own kernels over its own.
 */
import nodeUtil from "node:util";
import { declareFilling, declareGroups } from "../../tensors/declared.ts";
import { tf } from "../../tf.ts";
import type { Binding } from "./binding/binding.ts";
import { BACKEND, type NativeBackend } from "./binding/native_backend.ts";
import { output, upload } from "./binding/tensors.ts";

/**
 * Registers the backend, the kernels of tfjs-node and Raptor's own. They are imported here and not above, so that only
 * those who open the engine pay for them.
 */
export async function registerBackend(binding: Binding): Promise<void> {
  // tfjs-node uses two functions that newer versions of Node, and so Deno, have dropped.
  const dropped = { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray };
  for (const [name, stand] of Object.entries(dropped)) (nodeUtil as unknown as Record<string, unknown>)[name] ??= stand;
  const { NodeJSKernelBackend } = await import("npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/nodejs_kernel_backend.js");
  const backend = new NodeJSKernelBackend(binding as never, "@tensorflow/tfjs-node") as unknown as NativeBackend;
  uploadAtOnce(backend);
  declareFilling(backend, (shape, fill) => output(backend, binding.fillTensor(shape, fill), shape));
  // Eigen's convolutions refuse groups.
  declareGroups(backend, binding.oneDnn !== "off" && !binding.isUsingGpuDevice());
  tf.registerBackend(BACKEND, () => backend as never, 3);
  await import("npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/register_all_kernels.js");
  const { releaseResources } = await import("./kernels/complete.ts");
  releaseResources(backend);
  // What cuDNN keeps of a batch norm is another thing.
  if (binding.isUsingGpuDevice()) { for (const name of OF_PROCESSORS) tf.unregisterKernel(name, BACKEND); }
}

const OF_PROCESSORS = ["BatchNormMoments", "BatchNormSums"];
const LARGE = 2 ** 14;

/**
 * Puts large arrays on the device when they come. The backend of tfjs-node waits for the first operation, and so holds
 * the weights of a new model twice: once here and once in JavaScript.
 */
function uploadAtOnce(backend: NativeBackend): void {
  const move = backend.move.bind(backend);
  backend.move = (dataId, values, ...rest) => {
    move(dataId, values, ...rest);
    if (values instanceof Float32Array && values.length >= LARGE) upload(backend, backend.tensorMap.get(dataId));
  };
}
