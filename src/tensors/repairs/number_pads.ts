/**
 * A repair of tfjs: where padding is a number, it takes both sides of an image for the first one, so that a filter that is no square, or steps
 * that are longer one way, give an answer of another shape. Told side by side, it reckons right.
 */
import type { tf } from "../../tf.ts";
import { type Given, replaceKernel, type Replacement } from "./replace_kernel.ts";

const KERNELS = [
  ...["Conv2D", "Conv2DBackpropInput", "Conv2DBackpropFilter", "FusedConv2D"],
  ...["DepthwiseConv2dNative", "DepthwiseConv2dNativeBackpropInput", "DepthwiseConv2dNativeBackpropFilter"],
  ...["FusedDepthwiseConv2D", "MaxPool", "MaxPoolGrad", "AvgPool", "AvgPoolGrad"],
];

/**
 * Has the convolutions and pools of a backend pad each side for itself.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairNumberPads(backendName: string): void {
  for (const name of KERNELS) replaceKernel(name, backendName, bySides);
}

type Sides = number | readonly number[] | null | undefined;

interface Attributes {
  readonly pad: number | string | readonly (readonly number[])[];
  readonly strides: Sides;
  readonly dilations?: Sides;
  readonly filterShape?: Sides;
  readonly filterSize?: Sides;
  readonly dataFormat?: "NHWC" | "NCHW";
}

const bySides: Replacement = (shipped) => (given) => {
  const { pad, dataFormat } = given.attrs as unknown as Attributes;
  if (typeof pad !== "number" || isSquare(given)) return shipped(given);
  const none = [0, 0], width = [pad, pad];
  const sides = dataFormat === "NCHW" ? [none, none, width, width] : [none, width, width, none];
  const attrs = { ...given.attrs, pad: sides } as unknown as NonNullable<tf.NamedAttrMap>;
  return shipped({ ...given, attrs });
};

function isSquare({ inputs, attrs }: Given): boolean {
  const { strides, dilations, filterShape, filterSize } = attrs as unknown as Attributes;
  const filter = inputs.filter?.shape ?? filterShape ?? filterSize;
  return [filter, strides, dilations].every((sides) => !Array.isArray(sides) || sides[0] === sides[1]);
}
