/** Operations on types for which TensorFlow has no kernel, or a wrong one; tfjs has them for all. */
import { type Given, replaceKernel, type Replacement, tensorOf } from "../../../tensors/repairs/replace_kernel.ts";
import { tf } from "../../../tf.ts";
import { BACKEND } from "../binding/native_backend.ts";

/** By way of float32, and back to the type that there was. */
const there: Replacement = (shipped) => (given) => {
  const x = given.inputs.x as tf.Tensor;
  if (x.dtype === "float32" || x.dtype === "complex64") return shipped(given);
  return tf.tidy(() => tf.cast(computed(shipped, given, x), x.dtype));
};

/** By way of float32, which stays. */
const onward: Replacement = (shipped) => (given) => {
  const x = given.inputs.x as tf.Tensor;
  if (x.dtype === "float32" || x.dtype === "complex64") return shipped(given);
  return tf.tidy(() => computed(shipped, given, x));
};

/** Whole numbers are what they are rounded to; TensorFlow 2.21 makes zeros of them. */
const rounded: Replacement = (shipped) => (given) =>
  given.inputs.x!.dtype === "int32" ? tf.clone(given.inputs.x as tf.Tensor) : shipped(given);

function computed(shipped: ReturnType<Replacement>, given: Given, x: tf.Tensor) {
  const inputs = { ...given.inputs, x: tf.cast(x, "float32") };
  return tensorOf(shipped({ ...given, inputs }));
}

for (const name of ["Diag", "MaxPool", "Step"]) replaceKernel(name, BACKEND, there);
for (const name of ["AvgPool", "Exp", "LeakyRelu"]) replaceKernel(name, BACKEND, onward);
replaceKernel("Round", BACKEND, rounded);
