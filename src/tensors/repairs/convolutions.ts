/**
 * Repairs of tfjs's convolutions. Those of images whose channels come first go by the kernels for those whose channels
 * come last. Those of volumes that are padded to keep their size begin too late where a step is longer than a window,
 * as the padding comes out at less than nothing: what there is of it is put around the volume first.
 */
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

/**
 * Has the kernel `Conv3D` of a backend and its gradients take steps that are longer than a window.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairConvolveVolumes(backendName: string): void {
  replaceKernel("Conv3D", backendName, forward);
  replaceKernel("Conv3DBackpropInputV2", backendName, byInput);
  replaceKernel("Conv3DBackpropFilterV2", backendName, byFilter);
}

type Volume = [number, number, number, number, number];
type VolumeAttributes = NonNullable<tf.NamedAttrMap> & {
  readonly strides: [number, number, number] | number;
  readonly pad: "same" | "valid" | number;
  readonly dilations?: [number, number, number] | number;
};

/** How a volume is padded, where tfjs reckons wrongly. */
function planOf(x: readonly number[], filter: readonly number[], { attrs }: Given) {
  const { strides, pad, dilations = 1 } = attrs as VolumeAttributes;
  if (pad !== "same") return undefined;
  const { padInfo } = tf.backend_util.computeConv3DInfo(x as Volume, filter as Volume, strides, dilations, pad);
  const { front, back, top, bottom, left, right } = padInfo;
  const sides = [[front, back], [top, bottom], [left, right]] as const;
  if (sides.every(([before, after]) => before + after >= 0)) return undefined;
  const around = sides.map(([before, after]): [number, number] => before + after < 0 ? [0, 0] : [before, after]);
  const pads: [number, number][] = [[0, 0], ...around, [0, 0]];
  return { pads, attrs: { ...attrs, pad: "valid" } };
}

const forward: Replacement = (shipped) => (given) => {
  const { x, filter } = given.inputs as Record<string, tf.Tensor>, plan = planOf(x!.shape, filter!.shape, given);
  if (plan === undefined) return shipped(given);
  return tf.tidy(() =>
    tensorOf(shipped({ ...given, inputs: { x: tf.pad(x!, plan.pads), filter: filter! }, attrs: plan.attrs }))
  );
};

const byInput: Replacement = (shipped) => (given) => {
  const { dy, filter } = given.inputs as Record<string, tf.Tensor>;
  const { inputShape } = given.attrs as { readonly inputShape: number[] },
    plan = planOf(inputShape, filter!.shape, given);
  if (plan === undefined) return shipped(given);
  return tf.tidy(() => {
    const whole = inputShape.map((size, axis) => size + plan.pads[axis]![0] + plan.pads[axis]![1]);
    const dx = tensorOf(
      shipped({ ...given, inputs: { dy: dy!, filter: filter! }, attrs: { ...plan.attrs, inputShape: whole } }),
    );
    return tf.slice(dx, plan.pads.map(([before]) => before), inputShape);
  });
};

const byFilter: Replacement = (shipped) => (given) => {
  const { x, dy } = given.inputs as Record<string, tf.Tensor>;
  const { filterShape } = given.attrs as { readonly filterShape: number[] },
    plan = planOf(x!.shape, filterShape, given);
  if (plan === undefined) return shipped(given);
  return tf.tidy(() =>
    tensorOf(shipped({ ...given, inputs: { x: tf.pad(x!, plan.pads), dy: dy! }, attrs: plan.attrs }))
  );
};
