/**
 * Repairs of tfjs's casts. Some backends cast to a wider type by a new label on the same memory: what reads that memory as the label says,
 * such as a file or a program for graphics cards, takes the bits of whole numbers for real ones.
 */
import { tf } from "../../tf.ts";
import { replaceKernel, type Replacement, tensorOf } from "./replace_kernel.ts";

/**
 * Has the kernel `Cast` of a backend make numbers of the type that it says.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairCasts(backendName: string): void {
  replaceKernel("Cast", backendName, converted);
}

const converted: Replacement = (shipped) => (given) => {
  const answer = shipped(given) as tf.TensorInfo, x = given.inputs.x!;
  if (answer.dataId !== x.dataId || answer.dtype === x.dtype) return answer;
  return tf.tidy(() => tf.add(tensorOf(answer), tf.scalar(0, answer.dtype)));
};
