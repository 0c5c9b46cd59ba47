/** Puts a kernel in the place of one that a backend has, once. */
import { tf } from "../../tf.ts";

/** What a kernel does. */
export type KernelFunc = tf.KernelConfig["kernelFunc"];

/** Makes a kernel, given the one that was there. */
export type Replacement = (shipped: KernelFunc) => KernelFunc;

/** What a kernel is called with. */
export type Given = Parameters<KernelFunc>[0];

/** What a kernel answered, as a tensor that a tidy gives back; tfjs-node's kernels answer tensors, others what tensors are made of. */
export function tensorOf(answer: ReturnType<KernelFunc>): tf.Tensor {
  const info = answer as tf.TensorInfo | tf.Tensor;
  return "rank" in info ? info : tf.engine().makeTensorFromTensorInfo(info);
}

const made = Symbol.for("raptor.replacements"), first = Symbol.for("raptor.shipped");

type Replaced = tf.KernelConfig & { readonly [made]?: readonly Replacement[]; readonly [first]?: KernelFunc };

/** A kernel as it was before any replacement: those put others together, on the engine that is current. */
export function shippedKernel(kernelName: string, backendName: string): KernelFunc {
  const kernel = tf.getKernel(kernelName, backendName) as Replaced;
  return kernel[first] ?? kernel.kernelFunc;
}

/**
 * Replaces a kernel; where the backend has none of that name, nothing happens.
 *
 * @param make Is kept by its identity: the same one is put over a kernel only once.
 */
export function replaceKernel(kernelName: string, backendName: string, make: Replacement): void {
  const shipped = tf.getKernel(kernelName, backendName) as Replaced | undefined;
  const before = shipped?.[made] ?? [];
  if (shipped === undefined || before.includes(make)) return;
  tf.unregisterKernel(kernelName, backendName);
  const { kernelFunc } = shipped;
  const kernel: Replaced = {
    ...shipped,
    [made]: [...before, make],
    [first]: shipped[first] ?? kernelFunc,
    kernelFunc: make(kernelFunc),
  };
  tf.registerKernel(kernel);
}
