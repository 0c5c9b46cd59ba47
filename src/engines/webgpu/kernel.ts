/** How a kernel of this folder is written and put in the place of tfjs's own. */
import { tf } from "../../tf.ts";
import type { Info } from "./backend.ts";

/** A kernel: inputs by name and attributes in, outputs out. */
export type Kernel = (inputs: Readonly<Record<string, Info>>, attributes: never) => Info | Info[];

/** Kernels by the name of the operation. */
export type Kernels = Readonly<Record<string, Kernel>>;

/** Registers kernels for the webgpu backend, over those that are there. */
export function install(kernels: Kernels): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    if (tf.getKernel(kernelName, "webgpu") !== undefined) tf.unregisterKernel(kernelName, "webgpu");
    tf.registerKernel({
      kernelName,
      backendName: "webgpu",
      kernelFunc: ({ inputs, attrs }) => kernel(inputs as Record<string, Info>, attrs as never),
    });
  }
}
