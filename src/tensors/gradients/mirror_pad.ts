/** The gradient of a mirrored rim, which tfjs leaves out: each number of the rim is one of the inside. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

interface Attributes {
  readonly paddings: readonly (readonly [number, number])[];
  readonly mode: "reflect" | "symmetric";
}

/** The inside, and on each axis both rims folded back onto it. */
export const mirrorPad: Gradient = {
  kernelName: "MirrorPad",
  inputsToSave: ["x"],
  gradFunc: (dy, saved, { paddings, mode }: Attributes) => ({
    x: () => {
      const { shape } = saved[0]!, edge = mode === "reflect" ? 1 : 0;
      return shape.reduce<tf.Tensor>((sum, size, axis) => fold(sum, axis, size, paddings[axis]!, edge), dy);
    },
  }),
};

function fold(
  dy: tf.Tensor,
  axis: number,
  size: number,
  [before, after]: readonly [number, number],
  edge: number,
): tf.Tensor {
  if (before + after === 0) return dy;
  const outer = tf.util.sizeFromShape(dy.shape.slice(0, axis)), inner = tf.util.sizeFromShape(dy.shape.slice(axis + 1));
  const flat = tf.reshape(dy, [outer, before + size + after, inner]);
  const part = (start: number, length: number) => tf.slice(flat, [0, start, 0], [outer, length, inner]);
  const place = (rim: tf.Tensor, start: number, length: number) =>
    tf.pad(tf.reverse(rim, 1), [[0, 0], [start, size - start - length], [0, 0]]);
  let inside: tf.Tensor = part(before, size);
  if (before > 0) inside = tf.add(inside, place(part(0, before), edge, before));
  if (after > 0) inside = tf.add(inside, place(part(before + size, after), size - edge - after, after));
  return tf.reshape(inside, dy.shape.with(axis, size));
}
