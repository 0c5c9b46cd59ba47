/** Tests that run programs on WebGPU need some adapter, be it one in software. */
import { webgpu } from "../../../src/engines/webgpu.ts";
import type { WebgpuBackend } from "../../../src/engines/webgpu/backend.ts";
import { tf } from "../../../src/tf.ts";
import { need } from "../../needs.ts";

/** The adapter of this machine. */
export const adapter = await navigator.gpu.requestAdapter();

/** Spread into `Deno.test({ ... })`. */
export const anyAdapter = await need(
  "a WebGPU adapter",
  "install a Vulkan driver, such as the one in software (Debian: mesa-vulkan-drivers libvulkan1)",
  () => adapter !== null,
);

/** Makes the engine current on whatever adapter there is. */
export async function openAny(): Promise<WebgpuBackend> {
  await webgpu({ allowFallback: true }).open();
  return tf.backend() as unknown as WebgpuBackend;
}

/** Reads tensors that were computed in a tidy, and disposes of them. */
export async function numbersOf(compute: () => tf.Tensor | tf.Tensor[]): Promise<number[][]> {
  const tensors = [tf.tidy(compute)].flat();
  const numbers = await Promise.all(tensors.map(async (tensor) => Array.from(await tensor.data())));
  tf.dispose(tensors);
  return numbers;
}
