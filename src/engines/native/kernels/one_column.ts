/**
 * Convolutions whose outputs stand in one column, by a step to the right that nobody takes: oneDNN (3.7.3) takes it for another one and
 * answers what lies about. In float32 that is so of one channel where the step is longer than that down; in bfloat16, where a
 * processor has AMX, of any, with the gradients of the filters. Without what no filter sees the step is one pixel.
 */
import { replaceKernel, type Replacement, tensorOf } from "../../../tensors/repairs/replace_kernel.ts";
import { tf } from "../../../tf.ts";
import { BACKEND } from "../binding/native_backend.ts";

type Attributes = NonNullable<tf.NamedAttrMap> & {
  readonly strides: number | number[];
  readonly pad: "same" | "valid" | number;
  readonly dilations?: number | number[] | null;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly filterShape?: number[];
};

const SIDES = [["Depth", "front"], ["Height", "top"], ["Width", "left"]] as const;

/** What a window does along each axis: `size` is that of the filter from its first tap to its last, `before` what is put in front of the image. */
function alongAxes(x: readonly number[], filter: readonly number[], attrs: Attributes) {
  const { strides, pad, dilations, dimRoundingMode } = attrs,
    { computeConv2DInfo, computeConv3DInfo } = tf.backend_util;
  const compute = (x.length === 5 ? computeConv3DInfo : computeConv2DInfo) as (...given: unknown[]) => object;
  const info = compute(x, filter, strides, dilations ?? 1, pad, x.length === 5 ? undefined : dimRoundingMode) as
    & Readonly<Record<string, number>>
    & { readonly padInfo: Readonly<Record<string, number>> };
  return SIDES.slice(5 - x.length).map(([side, edge]) => ({
    ...{ input: info[`in${side}`]!, output: info[`out${side}`]!, stride: info[`stride${side}`]! },
    ...{ size: info[`effectiveFilter${side}`]!, before: Math.max(0, info.padInfo[edge]!) },
  }));
}

/** What a filter sees of the images, and how it goes over that; undefined where its outputs stand in no column, or no step is left to spare. */
function planOf(x: readonly number[], filter: readonly number[], attrs: Attributes) {
  const axes = alongAxes(x, filter, attrs), across = axes.at(-1)!;
  const isColumn = across.output === 1 && across.stride > 1 && across.size > 1;
  // One place of an image is right.
  const isRight = x.length === 4 && axes[0]!.output === 1;
  if (!isColumn || isRight || axes.some(({ output }) => output < 1)) return undefined;
  const sides = axes.map(({ input, output, stride, size, before }) => {
    const span = (output - 1) * stride + size, kept = Math.min(input, span - before);
    return { kept, pads: [before, span - before - kept] as [number, number] };
  });
  return {
    size: [x[0]!, ...sides.map(({ kept }) => kept), x.at(-1)!],
    pads: [[0, 0], ...sides.map(({ pads }) => pads), [0, 0]] as [number, number][],
    attrs: { ...attrs, pad: "valid", strides: axes.map(({ stride }) => stride).with(-1, 1) },
  };
}

const seen = (x: tf.Tensor, { size, pads }: NonNullable<ReturnType<typeof planOf>>): tf.Tensor => {
  const part = size.every((length, axis) => length === x.shape[axis]) ? x : tf.slice(x, size.map(() => 0), size);
  return pads.flat().every((length) => length === 0) ? part : tf.pad(part, pads);
};

const inOneColumn: Replacement = (shipped) => (given) => {
  const { x, filter } = given.inputs as Readonly<Record<string, tf.Tensor>>, attrs = given.attrs as Attributes;
  const plan = planOf(x!.shape, attrs.filterShape ?? filter!.shape, attrs);
  if (plan === undefined) return shipped(given);
  return tf.tidy(() =>
    tensorOf(shipped({ ...given, inputs: { ...given.inputs, x: seen(x!, plan) }, attrs: plan.attrs as Attributes }))
  );
};

for (
  const name of [
    ...["Conv2D", "Conv2DBackpropFilter", "DepthwiseConv2dNative", "DepthwiseConv2dNativeBackpropFilter"],
    ...["Conv3D", "Conv3DBackpropFilterV2"],
  ]
) {
  replaceKernel(name, BACKEND, inOneColumn);
}
