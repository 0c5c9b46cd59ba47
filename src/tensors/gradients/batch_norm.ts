/** The gradient of batch normalisation by known statistics, of any shape that can be spread over the input, with scale and offset or without. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";
import { spreadBack } from "./spread_back.ts";

/** By the closed forms; a missing scale is 1. */
export const fusedBatchNorm: Gradient = {
  kernelName: "FusedBatchNorm",
  inputsToSave: ["x", "mean", "variance", "scale", "offset"],
  gradFunc: (dy, saved, { varianceEpsilon }: { readonly varianceEpsilon: number }) => {
    const [x, mean, variance, scale, offset] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const inverse = tf.rsqrt(tf.add(variance, varianceEpsilon)), slope = tf.mul(inverse, scale);
    const along = () => tf.mul(dy, tf.sub(x, mean));
    return {
      x: () => spreadBack(tf.mul(dy, slope), x.shape),
      mean: () => tf.neg(spreadBack(tf.mul(dy, slope), mean.shape)),
      variance: () => spreadBack(tf.mul(along(), tf.mul(slope, tf.mul(tf.square(inverse), -0.5))), variance.shape),
      scale: () => spreadBack(tf.mul(along(), inverse), scale.shape),
      offset: () => spreadBack(dy, offset.shape),
    };
  },
};
