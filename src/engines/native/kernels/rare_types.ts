/**
 * Operations on types for which TensorFlow has no kernel, or a wrong one; tfjs has them for all. What training may ask for goes by way of
 * another type, and so is compiled; the rest is left to plain JavaScript.
 */
import { byReference } from "../../../tensors/by_reference.ts";
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

/** Truth values add up to whole numbers. */
const counted: Replacement = (shipped) => (given) => {
  const x = given.inputs.x as tf.Tensor;
  if (x.dtype !== "bool") return shipped(given);
  return tf.tidy(() => tensorOf(shipped({ ...given, inputs: { x: tf.cast(x, "int32") } })));
};

for (const name of ["Cumprod", "Cumsum"]) replaceKernel(name, BACKEND, counted);
for (const name of ["Diag", "MaxPool", "Step"]) replaceKernel(name, BACKEND, there);
for (const name of ["AvgPool", "Exp", "LeakyRelu", "Mean"]) replaceKernel(name, BACKEND, onward);
replaceKernel("Round", BACKEND, rounded);

/** A quotient of whole numbers by 0 is 0, as elsewhere; TensorFlow gives up the step. */
const divided: Replacement = (shipped) => (given) => {
  const a = given.inputs.a as tf.Tensor, b = given.inputs.b as tf.Tensor;
  if (a.dtype !== "int32" || b.dtype !== "int32") return shipped(given);
  return tf.tidy(() => {
    const none = tf.equal(b, tf.scalar(0, "int32")), divisor = tf.where(none, tf.onesLike(b), b);
    const y = tensorOf(shipped({ ...given, inputs: { a, b: divisor } }));
    return tf.mul(y, tf.cast(tf.logicalNot(none), "int32"));
  });
};

for (const name of ["FloorDiv", "Mod", "RealDiv"]) replaceKernel(name, BACKEND, divided);

/** Whole numbers to powers below 0 are 0, but for 1 and -1, as elsewhere; TensorFlow gives up the step. */
const raised: Replacement = (shipped) => (given) => {
  const a = given.inputs.a as tf.Tensor, b = given.inputs.b as tf.Tensor;
  if (a.dtype !== "int32" || b.dtype !== "int32") return shipped(given);
  return tf.tidy(() => {
    const y = tensorOf(shipped({ ...given, inputs: { a, b: tf.abs(b) } }));
    const isUnit = tf.equal(tf.abs(a), tf.scalar(1, "int32")), isBelow = tf.less(b, tf.scalar(0, "int32"));
    return tf.where(tf.logicalAnd(isBelow, tf.logicalNot(isUnit)), tf.zerosLike(y), y);
  });
};

replaceKernel("Pow", BACKEND, raised);

/** Of two types it is the wider one. */
const chosen: Replacement = (shipped) => (given) => {
  const t = given.inputs.t as tf.Tensor, e = given.inputs.e as tf.Tensor;
  if (t.dtype === e.dtype) return shipped(given);
  return tf.tidy(() => {
    const dtype = tf.upcastType(t.dtype, e.dtype) as "float32" | "int32";
    return tensorOf(shipped({ ...given, inputs: { ...given.inputs, t: tf.cast(t, dtype), e: tf.cast(e, dtype) } }));
  });
};

replaceKernel("Select", BACKEND, chosen);

/** In plain JavaScript where an input is of one of these types. */
function leave(names: string, types: readonly tf.DataType[]): void {
  for (const name of names.split(" ")) {
    const reference = byReference(name);
    replaceKernel(name, BACKEND, (shipped) => (given) => (isAnyOf(types, given) ? reference : shipped)(given));
  }
}

function isAnyOf(types: readonly tf.DataType[], { inputs }: Given): boolean {
  for (const name in inputs) if (inputs[name] && types.includes(inputs[name].dtype)) return true;
  return false;
}

leave("Acos Acosh Asin Asinh Atan Atan2 Atanh Expm1 IsFinite IsInf IsNan Log1p Reciprocal Selu Sinh Softplus", [
  "int32",
  "bool",
]);
leave(
  "Abs Add AddN BatchToSpaceND Bincount DenseBincount FloorDiv Greater GreaterEqual Less LessEqual",
  [
    "bool",
  ],
);
leave("Max Min Mod Multiply Neg Pow RealDiv Relu Relu6 ResizeBilinear Round Sign SpaceToBatchND Square", ["bool"]);
leave("SquaredDifference Sub TopK UnsortedSegmentSum", ["bool"]);
