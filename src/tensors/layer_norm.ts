/** Layer normalisation with its gradient in closed form, half the operations of a derived one. */
import { tf } from "../tf.ts";
import { isDerivedAgain } from "./gradients/tape.ts";
import { type Composition, runKernel } from "./kernel.ts";
import { real } from "./real.ts";

/**
 * Normalises the last axis by its own mean and variance, then scales and shifts it (Ba, Kiros and Hinton, 2016).
 *
 * Engines may register the kernels `LayerNorm` ({x, scale, offset} and {epsilon} to [y, saved0, saved1], the latter whatever the gradient
 * wants) and `LayerNormGrad` ({dy, x, scale, saved0, saved1} to [dx, dscale, doffset]).
 *
 * @param x The input; the last axis has the length of `scale` and `offset`.
 * @param epsilon Added to the variance.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { layerNorm } from "./layer_norm.ts";
 *
 * const y = layerNorm(tf.tensor2d([[1, 3]]), tf.ones([2]), tf.zeros([2]), 1e-9);
 * assertAlmostEquals(y.dataSync()[0]!, -1, 1e-6);
 * ```
 */
export function layerNorm<T extends tf.Tensor>(x: T, scale: tf.Tensor, offset: tf.Tensor, epsilon: number): T {
  return runKernel("LayerNorm", { x: real(x), scale, offset }, { epsilon }, forward)[0] as T;
}

/** {x} to (x − mean) · inverse deviation, and the inverse deviation, by plain operations. */
export function normalise(x: tf.Tensor, epsilon: number) {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  return { normal: tf.mul(centred, inverse), inverse };
}

/** {x, scale, offset} to [y, normal, inverse deviation], by plain operations. */
export const forward: Composition = ({ x, scale, offset }, { epsilon }) => {
  const { normal, inverse } = normalise(x!, epsilon as number);
  return [tf.add(tf.mul(normal, scale!), offset!), normal, inverse];
};

/** {dy, scale, saved0: normal, saved1: inverse deviation} to [dx, dscale, doffset], by plain operations. */
export const backward: Composition = ({ dy, scale, saved0: normal, saved1: inverse }) => {
  const sloped = tf.mul(dy!, scale!), others = Array.from({ length: dy!.rank - 1 }, (_, axis) => axis);
  const along = tf.mul(normal!, tf.mean(tf.mul(sloped, normal!), -1, true));
  const dx = tf.mul(tf.sub(tf.sub(sloped, tf.mean(sloped, -1, true)), along), inverse!);
  return [dx, tf.sum(tf.mul(dy!, normal!), others), tf.sum(dy!, others)];
};

tf.registerGradient({
  kernelName: "LayerNorm",
  inputsToSave: ["x", "scale"],
  outputsToSave: [false, true, true],
  gradFunc: (dys, saved, attrs) => {
    const [x, scale, ...rest] = saved as [tf.Tensor, tf.Tensor, ...tf.Tensor[]], dy = (dys as tf.Tensor[])[0]!;
    const extra = Object.fromEntries(rest.map((tensor, i) => [`saved${i}`, tensor]));
    const gradients = () => {
      if (!isDerivedAgain()) return runKernel("LayerNormGrad", { dy, x, scale, ...extra }, {}, backward);
      // What an engine keeps of its own has no gradient.
      const { normal, inverse } = normalise(x, (attrs as unknown as { readonly epsilon: number }).epsilon);
      return backward({ dy, scale, saved0: normal, saved1: inverse }, {});
    };
    // At once and not on demand: tfjs tidies up after each of the functions below.
    const [dx, dscale, doffset] = gradients();
    return { x: () => dx!, scale: () => dscale!, offset: () => doffset! };
  },
});
