/**
 * Repairs of tfjs's types. Some backends cast to a wider type by a new label on the same memory: what reads that memory as the label says,
 * such as a file or a program for graphics cards, takes the bits of whole numbers for real ones. And some kernels that are for real numbers
 * take those bits themselves, or cut their results down to whole numbers.
 */
import { real } from "../real.ts";
import { tf } from "../../tf.ts";
import { replaceKernel, type Replacement, tensorOf } from "./replace_kernel.ts";

/** Kernels for real numbers that tfjs lets whole ones through to. */
const REAL = [
  ...["FusedBatchNorm", "LRN", "Prelu", "Conv2DBackpropInput"],
  ...["Conv3D", "Conv3DBackpropInputV2", "Conv3DBackpropFilterV2"],
];

/**
 * Has the kernel `Cast` of a backend make numbers of the type that it says, and those for real numbers take whole ones for what they are.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairTypes(backendName: string): void {
  replaceKernel("Cast", backendName, converted);
  for (const name of REAL) replaceKernel(name, backendName, made);
}

const converted: Replacement = (shipped) => (given) => {
  const answer = shipped(given) as tf.TensorInfo, x = given.inputs.x!;
  if (answer.dataId !== x.dataId || answer.dtype === x.dtype) return answer;
  return tf.tidy(() => tf.add(tensorOf(answer), tf.scalar(0, answer.dtype)));
};

const made: Replacement = (shipped) => (given) => {
  const told = Object.entries(given.inputs).filter(([, input]) => input != null) as [string, tf.Tensor][];
  if (told.every(([, { dtype }]) => dtype === "float32")) return shipped(given);
  return tf.tidy(() => {
    const inputs = Object.fromEntries(told.map(([name, input]) => [name, real(input)]));
    return tensorOf(shipped({ ...given, inputs }));
  });
};
