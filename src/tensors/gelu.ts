/** The Gaussian error linear unit with its gradient in closed form, half the operations of a derived one. */
import { tf } from "../tf.ts";
import { isDerivedAgain } from "./gradients/tape.ts";
import { type Composition, runKernel } from "./kernel.ts";
import { real } from "./real.ts";

/**
 * x · Φ(x), by the error function (Hendrycks and Gimpel, 2016); its slope is Φ(x) + x · φ(x).
 *
 * Engines may register the kernels `Gelu` ({x} to [y, ...whatever the gradient wants]) and `GeluGrad` ({dy, x, saved0, ...} to [dx]).
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { gelu } from "./gelu.ts";
 *
 * assertAlmostEquals(gelu(tf.scalar(1)).dataSync()[0]!, 0.8413447, 1e-5);
 * ```
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  return runKernel("Gelu", { x: real(x) }, {}, forward)[0] as T;
}

const shareOf = (x: tf.Tensor) => tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);

/** {x} to [y, share], by plain operations. */
export const forward: Composition = ({ x }) => {
  const share = shareOf(x!);
  return [tf.mul(x!, share), share];
};

/** {dy, x, saved0: share} to [dx], by plain operations. */
export const backward: Composition = ({ dy, x, saved0: share }) => {
  const density = tf.mul(tf.exp(tf.mul(tf.square(x!), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return [tf.mul(dy!, tf.add(share!, tf.mul(x!, density)))];
};

tf.registerGradient({
  kernelName: "Gelu",
  inputsToSave: ["x"],
  outputsToSave: [false, true],
  gradFunc: (dys, saved) => {
    const [x, ...rest] = saved as [tf.Tensor, ...tf.Tensor[]];
    // tfjs hands on a list where there are several outputs, and where there is one that alone.
    const dy = (Array.isArray(dys) ? dys[0] : dys) as tf.Tensor;
    // What an engine keeps of its own has no gradient.
    if (isDerivedAgain()) return { x: () => backward({ dy, x, saved0: shareOf(x) }, {})[0]! };
    const extra = Object.fromEntries(rest.map((tensor, i) => [`saved${i}`, tensor]));
    return { x: () => runKernel("GeluGrad", { dy, x, ...extra }, {}, backward)[0]! };
  },
});
