/** Kernels of XNNPACK that keep their results within limits, and so make numbers of NaN. */
import { byReference } from "../../tensors/by_reference.ts";
import { replaceKernel, type Replacement } from "../../tensors/repairs/replace_kernel.ts";
import { tf } from "../../tf.ts";

/** Has them hand on NaN; a second call does nothing. */
export function keepNaN(): void {
  replaceKernel("AvgPool", "wasm", means);
  replaceKernel("DepthwiseConv2dNative", "wasm", scales);
}

const plainly = byReference("AvgPool");

/** A mean of NaN is -Infinity there. Where that comes out, the means are computed once more, in plain JavaScript. */
const means: Replacement = (shipped) => (given) => {
  const made = shipped(given) as tf.TensorInfo, backend = given.backend as tf.KernelBackend;
  if (!(backend.readSync(made.dataId) as Float32Array).includes(-Infinity)) return made;
  backend.disposeData(made.dataId);
  return plainly(given);
};

/** Where a filter sees one pixel, NaN is 0 there. It is a product for each channel. */
const scales: Replacement = (shipped) => (given) => {
  const { x, filter } = given.inputs as Record<string, tf.Tensor4D>;
  const { strides, pad } = given.attrs as { readonly strides?: unknown; readonly pad?: unknown };
  const [height, width, channels, multiplier] = filter!.shape;
  const steps = [strides].flat().some((stride) => stride !== 1);
  const around = [pad].flat(2).some((width) => typeof width === "number" && width > 0);
  if (height !== 1 || width !== 1 || steps || around || x!.shape[3] !== channels) return shipped(given);
  return tf.tidy(() => {
    const made = tf.mul(tf.expandDims(x!, -1), tf.reshape(filter!, [channels, multiplier]));
    return tf.reshape(made, [...x!.shape.slice(0, 3), channels * multiplier]);
  });
};
