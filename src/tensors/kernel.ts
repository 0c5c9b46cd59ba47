/**
 * Kernels of our own beside those of tfjs. An engine registers its fast version under the kernel's name; on an engine
 * without one, the composition of plain tfjs operations given here runs instead.
 */
import { tf } from "../tf.ts";
import { isDerivedAgain } from "./gradients/tape.ts";

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

/** What marks a kernel that is no more than a composition: it is of no use to another engine. */
export const isComposed: unique symbol = Symbol.for("raptor.composed");

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
    const composed: tf.KernelConfig & { readonly [isComposed]: true } = {
      kernelName: name,
      backendName: tf.getBackend(),
      [isComposed]: true,
      kernelFunc: ({ inputs, attrs }) =>
        // tfjs hands a kernel what it was given, so the inputs are the tensors of the call below.
        tf.tidy(() => composition(inputs as Inputs, attrs as Attributes)),
    };
    tf.registerKernel(composed);
  }
  return tf.engine().runKernel(
    name,
    inputs as tf.NamedTensorMap,
    attributes as tf.NamedAttrMap,
  ) as unknown as tf.Tensor[];
}

/**
 * Runs a kernel that is a gradient. Where that will be derived itself, the composition runs in its place, operation by operation.
 *
 * @param name The kernel's name, such as `ReluGrad`.
 * @param composition What to compute where the engine has not registered that name. Of the inputs it is given, it may only
 * use those that every engine has.
 * @returns The kernel's outputs.
 */
export function runGradient(
  name: string,
  inputs: Inputs,
  attributes: Attributes,
  composition: Composition,
): tf.Tensor[] {
  return isDerivedAgain() ? composition(inputs, attributes) : runKernel(name, inputs, attributes, composition);
}
