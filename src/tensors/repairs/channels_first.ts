/** A repair of tfjs: convolutions of images whose channels come first, by the kernels for those whose channels come last. */
import { tf } from "../../tf.ts";
import { type Given, replaceKernel, type Replacement, tensorOf } from "./replace_kernel.ts";

/**
 * Has the convolutions of a backend take `dataFormat: "NCHW"`.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairChannelsFirst(backendName: string): void {
  for (const name of ["Conv2D", "DepthwiseConv2dNative", "Conv2DBackpropInput"]) {
    replaceKernel(name, backendName, imagesOut);
  }
  replaceKernel("Conv2DBackpropFilter", backendName, filterOut);
}

/** How images with channels first become those with channels last. */
export const toLast = [0, 2, 3, 1];
/** And back. */
export const toFirst = [0, 3, 1, 2];

type Attributes = tf.NamedAttrMap & {
  readonly dataFormat?: string;
  readonly inputShape?: number[];
  readonly pad?: string | number | [number, number][];
};

/** The same convolution of images with channels last. */
export function inLast(attrs: Attributes): Attributes {
  const { inputShape, pad } = attrs;
  return {
    ...{ ...attrs, dataFormat: "NHWC" },
    ...inputShape !== undefined && { inputShape: toLast.map((axis) => inputShape[axis]!) },
    ...Array.isArray(pad) && { pad: toLast.map((axis) => pad[axis]!) },
  };
}

const imagesOut: Replacement = (shipped) => (given) => {
  const attrs = given.attrs as Attributes;
  if (attrs.dataFormat !== "NCHW") return shipped(given);
  return tf.tidy(() => tf.transpose(inLastOrder(shipped, given, attrs), toFirst));
};

const filterOut: Replacement = (shipped) => (given) => {
  const attrs = given.attrs as Attributes;
  if (attrs.dataFormat !== "NCHW") return shipped(given);
  return tf.tidy(() => inLastOrder(shipped, given, attrs));
};

function inLastOrder(
  shipped: ReturnType<Replacement>,
  given: Given,
  attrs: Attributes,
): tf.Tensor {
  const inputs: tf.NamedTensorMap = {};
  for (const [name, tensor] of Object.entries(given.inputs as tf.NamedTensorMap)) {
    inputs[name] = name === "filter" ? tensor : tf.transpose(tensor, toLast);
  }
  return tensorOf(shipped({ ...given, inputs, attrs: inLast(attrs) }));
}
