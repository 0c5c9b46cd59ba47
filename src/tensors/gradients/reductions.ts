/** Gradients of means, products and running sums, where those of tfjs are wrong or missing. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

/** Each element's share of the slope, by one product in place of a product and a division. */
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

/** For each factor the product of those before and of those behind it, also where one is 0; axes may be counted from the end. */
export const prod: Gradient = {
  kernelName: "Prod",
  inputsToSave: ["x"],
  gradFunc: (dy, saved, { axis }: { readonly axis?: number | number[] }) => ({
    x: () => {
      const x = saved[0]!, axes = tf.util.parseAxisParam(axis as number[], x.shape);
      const order = [...x.shape.keys()].filter((one) => !axes.includes(one)).concat(axes);
      const count = tf.util.sizeFromShape(axes.map((one) => x.shape[one]!));
      const rows = tf.util.sizeFromShape(order.slice(0, -axes.length || order.length).map((one) => x.shape[one]!));
      const turned = tf.transpose(x, order), factors = tf.reshape(turned, [rows, count]);
      const others = tf.mul(tf.cumprod(factors, 1, true), tf.cumprod(factors, 1, true, true));
      const slopes = tf.reshape(tf.mul(others, tf.reshape(dy, [rows, 1])), turned.shape);
      return tf.transpose(slopes, order.map((_, one) => order.indexOf(one)));
    },
  }),
};

interface Running {
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
  gradFunc: (dy, saved, { axis, exclusive, reverse }: Running) => ({
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

/** A running sum from the other end; that of tfjs has its axes in the wrong order along any but the last. */
export const cumsum: Gradient = {
  kernelName: "Cumsum",
  gradFunc: (dy, _, { axis, exclusive, reverse }: Running) => ({
    x: () => tf.cumsum(dy, axis, exclusive, !reverse),
  }),
};
