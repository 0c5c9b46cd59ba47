/** A kernel: how it is registered, and how it runs an operation. */
import { tf } from "../../../tf.ts";
import type { Attribute } from "../binding/attributes.ts";
import { BACKEND, type NativeBackend } from "../binding/native_backend.ts";

/** A kernel of the native engine. */
export type NativeKernel<Inputs extends string> = (
  inputs: Readonly<Record<Inputs, tf.TensorInfo>>,
  attrs: Readonly<Record<string, unknown>>,
  backend: NativeBackend,
) => tf.TensorInfo | tf.TensorInfo[];

/** Registers a kernel, in place of the one that tfjs-node has under that name. */
export function register<Inputs extends string>(kernelName: string, kernel: NativeKernel<Inputs>): void {
  if (tf.getKernel(kernelName, BACKEND) !== undefined) tf.unregisterKernel(kernelName, BACKEND);
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs, backend }) => kernel(inputs as never, attrs ?? {}, backend as NativeBackend),
  });
}

/** Runs an operation with one output. */
export function run(
  { binding }: NativeBackend,
  name: string,
  attributes: readonly Attribute[],
  ...inputs: number[]
): number {
  return binding.execute(name, attributes, inputs, 1)[0]!;
}
