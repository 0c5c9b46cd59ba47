/**
 * A repair of backends that have windows over nothing, as of an empty batch, computed elsewhere: TensorFlow leaves some gradients of
 * them unwritten and ends the process for that of a max pool, and a graphics card refuses buffers of no size.
 */
import { tf } from "../../tf.ts";
import { replaceKernel, type Replacement } from "./replace_kernel.ts";

/**
 * Has the gradients of convolutions and pools of a backend be zeros where there is nothing to look at.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairEmptyWindows(backendName: string): void {
  for (
    const name of [
      ...["MaxPoolGrad", "AvgPoolGrad", "MaxPool3DGrad", "AvgPool3DGrad"],
      ...["Conv2DBackpropInput", "Conv2DBackpropFilter", "Conv3DBackpropInputV2", "Conv3DBackpropFilterV2"],
      ...["DepthwiseConv2dNativeBackpropInput", "DepthwiseConv2dNativeBackpropFilter"],
    ]
  ) replaceKernel(name, backendName, gradient);
  replaceKernel("Conv2D", backendName, plain);
  replaceKernel("DepthwiseConv2dNative", backendName, depthwise);
}

const gradient: Replacement = (shipped) => (given) => {
  const { inputs, attrs } = given, { dy, input } = inputs;
  const isEmpty = Object.values(inputs).some((tensor) => tensor?.shape.includes(0));
  if (!isEmpty) return shipped(given);
  const { inputShape, filterShape } = attrs as { readonly inputShape?: number[]; readonly filterShape?: number[] };
  return tf.zeros(inputShape ?? filterShape ?? input?.shape ?? dy!.shape);
};

interface Attributes {
  readonly strides: [number, number];
  readonly pad: "same" | "valid" | number;
  readonly dilations?: [number, number] | null;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

const forward = (isDepthwise: boolean): Replacement => (shipped) => (given) => {
  const { x, filter } = given.inputs;
  if (!x!.shape.includes(0) && !filter!.shape.includes(0)) return shipped(given);
  const { strides, pad, dilations, dataFormat, dimRoundingMode } = given.attrs as unknown as Attributes;
  const { outShape } = tf.backend_util.computeConv2DInfo(
    x!.shape as [number, number, number, number],
    filter!.shape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    isDepthwise,
    tf.backend_util.convertConv2DDataFormat(dataFormat ?? "NHWC"),
  );
  return tf.zeros(outShape);
};

const plain = forward(false), depthwise = forward(true);
