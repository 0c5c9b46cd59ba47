/** The gradient of a rectifier with slopes, also where it is the input that is spread. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";
import { spreadBack } from "./spread_back.ts";

/** 1 or the slope for the input, 0 or the input for the slope. */
export const prelu: Gradient = {
  kernelName: "Prelu",
  inputsToSave: ["x", "alpha"],
  gradFunc: (dy, saved) => {
    const [x, alpha] = saved as [tf.Tensor, tf.Tensor], isUp = tf.greater(x, 0);
    return {
      x: () => spreadBack(tf.where(isUp, dy, tf.mul(dy, alpha)), x.shape),
      alpha: () => spreadBack(tf.where(isUp, tf.zerosLike(dy), tf.mul(dy, x)), alpha.shape),
    };
  },
};
