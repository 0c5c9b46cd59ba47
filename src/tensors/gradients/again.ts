/** Gradients of gradients that tfjs has as kernels without a gradient of their own. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";
import { isDerivedAgain } from "./tape.ts";

/** The slope is 1 above 0 and the result plus 1 below. */
export const elu: Gradient = {
  kernelName: "Elu",
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({
    x: () =>
      isDerivedAgain()
        ? tf.mul(dy, tf.add(tf.minimum(y!, 0), 1))
        : tf.engine().runKernel("EluGrad", { dy, y: y! }) as tf.Tensor,
  }),
};

interface Pool {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** A mean is linear: the gradient of its gradient is the mean again. */
export const avgPoolGrad: Gradient = {
  kernelName: "AvgPoolGrad",
  inputsToSave: ["input"],
  gradFunc: (ddx, [input], { filterSize, strides, pad, dimRoundingMode }: Pool) => ({
    dy: () => tf.avgPool(ddx as tf.Tensor4D, filterSize, strides, pad, dimRoundingMode),
    input: () => tf.zeros(input!.shape),
  }),
};

/** Of each window the number at the place of the largest, of equals the first. */
export const maxPoolGrad: Gradient = {
  kernelName: "MaxPoolGrad",
  inputsToSave: ["input", "output"],
  gradFunc: (ddx, saved, { filterSize, strides, pad, dimRoundingMode }: Pool) => {
    const [input, output] = saved as [tf.Tensor4D, tf.Tensor4D];
    const info = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
    const { top, bottom, left, right } = info.padInfo, { strideHeight, strideWidth } = info;
    const around = (one: tf.Tensor, value: number) =>
      tf.pad(one, [[0, 0], [top, bottom + strideHeight], [left, right + strideWidth], [0, 0]], value);
    const [n, height, width, channels] = output.shape;
    const seen = (image: tf.Tensor, i: number, j: number) =>
      tf.stridedSlice(
        image,
        [0, i, j, 0],
        [n, i + (height - 1) * strideHeight + 1, j + (width - 1) * strideWidth + 1, channels],
        [1, strideHeight, strideWidth, 1],
      );
    return {
      dy: () => {
        const image = around(input, -3e38), slopes = around(ddx, 0);
        let left: tf.Tensor = tf.onesLike(output), sum: tf.Tensor = tf.zerosLike(output);
        for (let i = 0; i < info.filterHeight; i++) {
          for (let j = 0; j < info.filterWidth; j++) {
            const isIt = tf.mul(left, tf.cast(tf.equal(seen(image, i, j), output), "float32"));
            sum = tf.add(sum, tf.mul(isIt, seen(slopes, i, j)));
            left = tf.sub(left, isIt);
          }
        }
        return sum;
      },
      input: () => tf.zeros(input.shape),
      output: () => tf.zeros(output.shape),
    };
  },
};
