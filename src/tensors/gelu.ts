/** The Gaussian error linear unit with its gradient in closed form, half the operations of a derived one. */
import { tf } from "../tf.ts";

/**
 * x · Φ(x), by the error function (Hendrycks and Gimpel, 2016); its slope is Φ(x) + x · φ(x).
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf } from "../tf.ts";
 * import { gelu } from "./gelu.ts";
 *
 * assertAlmostEquals(gelu(tf.scalar(1)).dataSync()[0]!, 0.8413447, 1e-5);
 * ```
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  return whole(x) as T;
}

const whole = tf.customGrad((given, save) => {
  const x = given as tf.Tensor;
  const share = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
  (save as unknown as (tensors: tf.Tensor[]) => void)([x, share]);
  return {
    value: tf.mul(x, share),
    gradFunc: (dy, saved) => {
      const [x, share] = saved as unknown as [tf.Tensor, tf.Tensor];
      const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.mul(dy as tf.Tensor, tf.add(share, tf.mul(x, density)));
    },
  };
});
