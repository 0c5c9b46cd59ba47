/**
 * What tfjs's programs for graphics cards get wrong: running sums from the end, kept axes of products, a rectifier that hides a NaN,
 * sums and powers of whole numbers, and sums of nothing.
 */
import { referenceKernels } from "../../tensors/by_reference.ts";
import { replaceKernel, type Replacement, tensorOf } from "../../tensors/repairs/replace_kernel.ts";
import { tf } from "../../tf.ts";

interface Attributes {
  readonly axis: number | number[];
  readonly reverse?: boolean;
  readonly keepDims?: boolean;
}

/** The program for sums from the end holds a length, but is used again for other lengths. */
const fromTheEnd: Replacement = (shipped) => (given) => {
  const { axis, reverse } = given.attrs as unknown as Attributes;
  if (!reverse) return shipped(given);
  return tf.tidy(() => {
    const inputs = { x: tf.reverse(given.inputs.x as tf.Tensor, axis) };
    return tf.reverse(tensorOf(shipped({ ...given, inputs, attrs: { ...given.attrs, reverse: false } })), axis);
  });
};

const kept: Replacement = (shipped) => (given) => {
  const { axis, keepDims } = given.attrs as unknown as Attributes, { shape } = given.inputs.x!;
  if (!keepDims) return shipped(given);
  const axes = tf.util.parseAxisParam(axis, shape);
  return tf.tidy(() => tf.reshape(tensorOf(shipped(given)), shape.map((size, i) => axes.includes(i) ? 1 : size)));
};

/** The program takes the bits of whole numbers for real ones, or is none for them. */
const asReal: Replacement = (shipped) => (given) => {
  const x = given.inputs.x as tf.Tensor;
  if (x.dtype === "float32") return shipped(given);
  return tf.tidy(() => {
    const inputs = { ...given.inputs, x: tf.cast(x, "float32") };
    return tf.cast(tensorOf(shipped({ ...given, inputs })), "int32");
  });
};

/** A sum of nothing is 0; there are no programs of no threads. */
const ofNothing: Replacement = (shipped) => (given) => {
  const { axis, keepDims } = given.attrs as unknown as Attributes, { shape, dtype } = given.inputs.x!;
  if (!shape.includes(0)) return shipped(given);
  const axes = tf.util.parseAxisParam(axis, shape);
  const kept = shape.flatMap((size, i) => !axes.includes(i) ? [size] : keepDims ? [1] : []);
  return tf.zeros(kept, dtype as "float32");
};

/** There are no programs for five axes and more: it is done along one after the other, as the second of three. */
const padded: Replacement = (shipped) => (given) => {
  const { paddings } = given.attrs as unknown as { readonly paddings: readonly [number, number][] };
  const x = given.inputs.x as tf.Tensor, isNone = paddings.every(([before, after]) => before + after === 0);
  if (x.shape.length < 5 || isNone) return shipped(given);
  return tf.tidy(() =>
    paddings.reduce((y, pads, axis) => {
      if (pads[0] + pads[1] === 0) return y;
      const attrs = { ...given.attrs, paddings: [[0, 0], pads, [0, 0]] };
      return along(y, axis, (x) => tensorOf(shipped({ ...given, inputs: { x }, attrs })));
    }, x)
  );
};

const reversed: Replacement = (shipped) => (given) => {
  const { dims } = given.attrs as unknown as { readonly dims: number | number[] };
  const x = given.inputs.x as tf.Tensor, axes = tf.util.parseAxisParam(dims, x.shape);
  if (x.shape.length < 5 || axes.length === 0) return shipped(given);
  const once = (x: tf.Tensor) => tensorOf(shipped({ ...given, inputs: { x }, attrs: { dims: [1] } }));
  return tf.tidy(() => axes.reduce((y, axis) => along(y, axis, once), x));
};

function along(x: tf.Tensor, axis: number, change: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const y = change(tf.reshape(x, [tf.util.sizeFromShape(before), x.shape[axis]!, tf.util.sizeFromShape(after)]));
  return tf.reshape(y, [...before, y.shape[1]!, ...after]);
}

/** Powers of whole numbers are whole ones; what is a little less by way of logarithms is not cut down. */
const rounded: Replacement = (shipped) => (given) => {
  const { a, b } = given.inputs as Readonly<Record<"a" | "b", tf.Tensor>>;
  if (a.dtype !== "int32" || b.dtype !== "int32") return shipped(given);
  return tf.tidy(() => {
    const inputs = { a: tf.cast(a, "float32"), b: tf.cast(b, "float32") };
    return tf.cast(tf.round(tensorOf(shipped({ ...given, inputs }))), "int32");
  });
};

const clipped: Replacement = () => ({ inputs: { x } }) => tf.clipByValue(x as tf.Tensor, 0, 6);

function refuse(kernelName: string): never {
  throw new TypeError(
    `Cannot compute ${kernelName} as the webgpu engine has no program for it: got such a call\n` +
      `Do it before the data comes to the card, or use the native or the wasm engine.`,
  );
}

/** Puts a repair over each of these kernels, and a sentence where there is none. */
export function repairOddCalls(): void {
  for (const kernelName of referenceKernels()) {
    if (tf.getKernel(kernelName, "webgpu") !== undefined) continue;
    tf.registerKernel({ kernelName, backendName: "webgpu", kernelFunc: () => refuse(kernelName) });
  }
  for (const name of ["Cumsum", "Cumprod"]) replaceKernel(name, "webgpu", fromTheEnd);
  for (const name of ["Cumsum", "Cumprod", "UnsortedSegmentSum", "MaxPool"]) replaceKernel(name, "webgpu", asReal);
  replaceKernel("PadV2", "webgpu", padded);
  replaceKernel("Reverse", "webgpu", reversed);
  replaceKernel("Sum", "webgpu", ofNothing);
  replaceKernel("Prod", "webgpu", kept);
  replaceKernel("Pow", "webgpu", rounded);
  replaceKernel("Relu6", "webgpu", clipped);
}
