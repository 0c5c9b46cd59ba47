/**
 * Repairs of tfjs's types. Some backends cast to a wider type by a new label on the same memory: what reads that memory as the label says,
 * such as a file or a program for graphics cards, takes the bits of whole numbers for real ones. And some kernels that are for real numbers
 * take those bits themselves, or cut their results down to whole numbers; those that join tensors cut all down to the type of the first.
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
 * Has the kernel `Cast` of a backend make numbers of the type that it says, those for real numbers take whole ones for what they are, and
 * those that join tensors keep what is real.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairTypes(backendName: string): void {
  replaceKernel("Cast", backendName, converted);
  for (const name of REAL) replaceKernel(name, backendName, made);
  for (const name of ["Concat", "Pack"]) replaceKernel(name, backendName, joined);
  replaceKernel("FloorDiv", backendName, floored);
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

const joined: Replacement = (shipped) => (given) => {
  const parts = given.inputs as unknown as readonly tf.Tensor[],
    dtype = parts.map(({ dtype }) => dtype).reduce(tf.upcastType);
  if (parts.every((part) => part.dtype === dtype)) return shipped(given);
  return tf.tidy(() => tensorOf(shipped({ ...given, inputs: parts.map((part) => tf.cast(part, dtype)) as never })));
};

const floored: Replacement = (shipped) => (given) => {
  const { a, b } = given.inputs as { readonly a: tf.Tensor; readonly b: tf.Tensor };
  return tf.tidy(() => {
    const answer = tensorOf(shipped(given));
    return answer.dtype === "int32" && a.dtype === "float32" ? tf.floor(tf.div(a, b)) : answer;
  });
};
