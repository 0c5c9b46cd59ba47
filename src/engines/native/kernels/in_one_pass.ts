/** How kernels come to operations in one pass, and what they do where that is not worth it. */
import type { Composition, Inputs } from "../../../tensors/kernel.ts";
import { tf } from "../../../tf.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { ONE_PASS } from "../binding/one_pass.ts";
import { idOf, output } from "../binding/tensors.ts";
import { run } from "./kernel.ts";

/** Numbers from which on the first steps alone gain what it takes to compile a pass for their shape: texts come in many lengths. */
const LEAST = 2 ** 20;

/**
 * Whether a tensor is large enough, and this libtensorflow can.
 *
 * @param least So many numbers are. Default a million, for a pass that spares several others.
 */
export function isWorthOnePass({ binding }: NativeBackend, { shape, dtype }: tf.TensorInfo, least = LEAST): boolean {
  return dtype === "float32" && tf.util.sizeFromShape(shape) >= least && binding.hasOnePass();
}

/**
 * Runs an operation in one pass.
 *
 * @param name Which, as `binding/one_pass.ts` has it.
 * @returns What it gives, in the shape of the first input.
 */
export function inOnePass(backend: NativeBackend, name: string, ...inputs: tf.Tensor[]): tf.Tensor {
  const id = run(backend, name, ONE_PASS, ...inputs.map((input) => idOf(backend, input)));
  return tf.engine().makeTensorFromTensorInfo(output(backend, id, inputs[0]!.shape));
}

/**
 * Runs a composition as a kernel.
 *
 * @param inputs What tfjs hands to the kernel, which are the tensors of the call.
 */
export function composed(
  composition: Composition,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  attributes: Readonly<Record<string, unknown>> = {},
): tf.TensorInfo[] {
  return tf.tidy(() => composition(inputs as Inputs, attributes as Parameters<Composition>[1]));
}
