/** The gradient of running products, also where a factor is 0; tfjs has none. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

interface Attributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/**
 * The slope of a product by a factor is the product of the others, so each is computed with a 1 in the place of that factor: the square
 * of an axis in numbers, and no division.
 */
export const cumprod: Gradient = {
  kernelName: "Cumprod",
  inputsToSave: ["x"],
  gradFunc: (dy, saved, { axis, exclusive, reverse }: Attributes) => ({
    x: () => {
      const x = saved[0]!, [along] = tf.util.parseAxisParam(axis, x.shape) as [number], size = x.shape[along]!;
      const order = [...x.shape.keys()].filter((one) => one !== along).concat(along);
      const [factors, slopes] = [x, dy].map((one) => tf.reshape(tf.transpose(one, order), [-1, 1, size]));
      const own = tf.eye(size);
      const others = tf.cumprod(tf.add(tf.mul(factors!, tf.sub(1, own)), own), 2, exclusive, reverse);
      // Row i has the products that factor i is in.
      const within = tf.cumsum(own, 1, exclusive, reverse);
      const sums = tf.sum(tf.mul(tf.mul(others, within), slopes!), 2);
      const turned = tf.reshape(sums, order.map((one) => x.shape[one]!));
      return tf.transpose(turned, order.map((_, one) => order.indexOf(one)));
    },
  }),
};
