/**
 * Kernels of our own beside those of tfjs. An engine registers its fast version under the kernel's name; on an engine
 * without one, the composition of plain tfjs operations given here runs instead.
 */
import { tf } from "../tf.ts";

/**
 * Whether the current engine has a kernel of that name.
 *
 * @param name The kernel's name.
 */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Inputs of a kernel by name. */
export type Inputs = Readonly<Record<string, tf.Tensor>>;

/** Settings of a kernel: plain numbers and truth values. */
export type Attributes = Readonly<Record<string, number | boolean>>;

/** The composition that stands in where an engine has no kernel of its own. */
export type Composition = (inputs: Inputs, attributes: Attributes) => tf.Tensor[];

/**
 * Runs a kernel on the current engine and records it for the gradient.
 *
 * @param name The kernel's name, such as `BatchNormTrain`.
 * @param composition What to compute where the engine has not registered that name.
 * @returns The kernel's outputs.
 */
export function runKernel(
  name: string,
  inputs: Inputs,
  attributes: Attributes,
  composition: Composition,
): tf.Tensor[] {
  if (!hasKernel(name)) {
    tf.registerKernel({
      kernelName: name,
      backendName: tf.getBackend(),
      kernelFunc: ({ inputs, attrs }) =>
        // tfjs hands a kernel what it was given, so the inputs are the tensors of the call below.
        tf.tidy(() => composition(inputs as Inputs, attrs as Attributes)),
    });
  }
  return tf.engine().runKernel(
    name,
    inputs as tf.NamedTensorMap,
    attributes as tf.NamedAttrMap,
  ) as unknown as tf.Tensor[];
}
