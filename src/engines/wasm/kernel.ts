/** How a kernel of this folder is written and put in the place of tfjs's own. */
import { byReference } from "../../tensors/by_reference.ts";
import { tf } from "../../tf.ts";
import type { Crew } from "./crew.ts";
import type { Heap, Info } from "./heap.ts";
import type { Products } from "./products.ts";

/** What kernels work with. */
export interface Workshop {
  readonly heap: Heap;
  readonly crew: Crew;
  readonly products: Products;
}

/** A kernel: inputs by name and attributes in, outputs out. */
export type Kernel = (inputs: Readonly<Record<string, Info>>, attributes: never) => Info | Info[];

/** Kernels by the name of the operation. */
export type Kernels = Readonly<Record<string, Kernel>>;

/** Registers kernels for the wasm backend, over those that are there. */
export function install(kernels: Kernels): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    if (tf.getKernel(kernelName, "wasm") !== undefined) tf.unregisterKernel(kernelName, "wasm");
    tf.registerKernel({
      kernelName,
      backendName: "wasm",
      kernelFunc: ({ inputs, attrs }) => kernel(inputs as Record<string, Info>, attrs as never),
    });
  }
}

/** The kernel that is there now, for what its replacement leaves to it. */
export function shipped(kernelName: string): Kernel {
  return called(tf.getKernel(kernelName, "wasm").kernelFunc);
}

/** The kernel in plain JavaScript, for what is rare. */
export function reference(kernelName: string): Kernel {
  return called(byReference(kernelName));
}

function called(kernelFunc: tf.KernelConfig["kernelFunc"]): Kernel {
  return (inputs, attrs) => {
    // Of some operations, such as Pack, the inputs are a list.
    const parameters = { inputs: Array.isArray(inputs) ? inputs : { ...inputs }, attrs, backend: tf.backend() };
    return kernelFunc(parameters as unknown as Parameters<typeof kernelFunc>[0]) as Info | Info[];
  };
}
