/** The gradient of tiles, of any number of axes: the sum over the copies. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

/** Sums along one axis after the other. */
export const tile: Gradient = {
  kernelName: "Tile",
  inputsToSave: ["x"],
  gradFunc: (dy, saved, { reps }: { readonly reps: readonly number[] }) => ({
    x: () => {
      const { shape } = saved[0]!, size = tf.util.sizeFromShape;
      const sum = shape.reduce<tf.Tensor>((left, length, axis) => {
        if (reps[axis] === 1) return left;
        const outer = size(shape.slice(0, axis)), inner = length * size(dy.shape.slice(axis + 1));
        return tf.sum(tf.reshape(left, [outer, reps[axis]!, inner]), 1);
      }, dy);
      return tf.reshape(sum, shape);
    },
  }),
};
