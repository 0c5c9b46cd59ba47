/** A repair of tfjs: slices with steps that drop an axis, or add one, take their numbers from other places. */
import { tf } from "../../tf.ts";
import { replaceKernel, type Replacement } from "./replace_kernel.ts";

/**
 * Has the kernel `StridedSlice` of a backend take such a slice axis by axis.
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
