/** Repairs of tfjs where axes are counted from the end, named twice, or dropped by slices with steps. */
import { tf } from "../../tf.ts";
import { replaceKernel, type Replacement } from "./replace_kernel.ts";

/**
 * Has the kernels `Cumsum` and `Cumprod` of a backend take axes below 0.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairCumulativeAxes(backendName: string): void {
  for (const name of ["Cumsum", "Cumprod"]) replaceKernel(name, backendName, counted);
}

const counted: Replacement = (shipped) => (given) => {
  const attrs = given.attrs as tf.NamedAttrMap & { readonly axis: number };
  const [axis] = tf.util.parseAxisParam(attrs.axis, given.inputs.x!.shape) as [number];
  return shipped({ ...given, attrs: { ...attrs, axis } });
};

/**
 * Has the kernel `Transpose` of a backend refuse what is no order of axes; some backends answer it with what they find.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairPermutations(backendName: string): void {
  replaceKernel("Transpose", backendName, checked);
}

const checked: Replacement = (shipped) => (given) => {
  const { perm } = given.attrs as unknown as { readonly perm: readonly number[] }, rank = given.inputs.x!.shape.length;
  if (perm.length === rank && new Set(perm).size === rank && perm.every((axis) => Number.isInteger(axis))) {
    return shipped(given);
  }
  throw new RangeError(
    `Cannot transpose a tensor as the order must have each of its axes once, 0 to ${rank - 1}: got [${
      perm.join(", ")
    }].`,
  );
};

/**
 * Has the kernel `StridedSlice` of a backend take a slice with steps that drops an axis, or adds one, axis by axis: else its numbers
 * come from other places.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairStridedSlice(backendName: string): void {
  replaceKernel("StridedSlice", backendName, byAxes);
}

type Masks = [number, number, number, number, number];

const byAxes: Replacement = (shipped) => (given) => {
  const x = given.inputs.x as tf.Tensor, attributes = given.attrs as unknown as Readonly<Record<string, number>>;
  const { begin, end, strides } = given.attrs as unknown as Readonly<Record<"begin" | "end" | "strides", number[]>>;
  if (!attributes.shrinkAxisMask && !attributes.newAxisMask) return shipped(given);
  const masks = ["beginMask", "endMask", "ellipsisMask", "newAxisMask", "shrinkAxisMask"].map((mask) =>
    attributes[mask]
  );
  const taken = tf.slice_util.sliceInfo(x.shape, begin, end, strides, ...masks as Masks);
  return tf.tidy(() => {
    const parts = x.shape.reduce((part: tf.Tensor, size, axis) => {
      const [from, to, step] = [taken.begin[axis]!, taken.end[axis]!, taken.strides[axis]!];
      if (from === 0 && to === size && step === 1) return part;
      const places = Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
      return tf.gather(part, tf.tensor1d(places, "int32"), axis);
    }, x);
    return tf.reshape(parts, taken.finalShape);
  });
};
