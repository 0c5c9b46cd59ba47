/** The gradient of means: each element's share of it, by one product in place of a product and a division. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

/** The slope spread over what the mean was taken of, divided by how much that was. */
export const mean: Gradient = {
  kernelName: "Mean",
  inputsToSave: ["x"],
  gradFunc: (dy, saved, { axis }: { readonly axis?: number | number[] }) => ({
    x: () => {
      const { shape, size } = saved[0]!, axes = tf.util.parseAxisParam(axis as number[], shape);
      const count = tf.util.sizeFromShape(axes.map((one) => shape[one]!));
      const shares = tf.tensor(new Float32Array(size).fill(1 / count), shape);
      // A scalar spreads as it is.
      const slope = dy.rank === 0 ? dy : tf.reshape(dy, shape.map((length, one) => axes.includes(one) ? 1 : length));
      return tf.mul(shares, slope);
    },
  }),
};
