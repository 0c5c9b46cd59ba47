/** The gradient of products along axes, also those counted from the end, and where a factor is 0. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

/** For each factor the product of those before and of those behind it. */
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
