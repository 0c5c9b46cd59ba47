/**
 * Gradients of operations on pairs of tensors of which one has no numbers. tfjs takes an axis of none for one that needs no sum, and then
 * finds no numbers for the other's shape: what is spread over nothing has a gradient of 0.
 */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

const PAIRS = ["Add", "Sub", "Multiply", "RealDiv", "Pow", "Mod", "Atan2"];

/** tfjs's own, unless there is nothing to sum. */
export const ofNothing: readonly Gradient[] = PAIRS.map((kernelName): Gradient => {
  const shipped = tf.getGradient(kernelName) as unknown as Gradient;
  return {
    ...shipped,
    gradFunc: (dy, saved, attributes) => {
      if (dy.size > 0) return shipped.gradFunc(dy, saved, attributes);
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      return { a: () => tf.zeros(a.shape), b: () => tf.zeros(b.shape) };
    },
  };
});
