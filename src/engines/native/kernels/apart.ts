/**
 * Convolutions of each channel by itself that TensorFlow refuses on the processor: with taps that lie apart, which are taps with zeros
 * between them, and with a longer step down than across, which is a convolution step by step of which some places are kept.
 */
import { setApart, thinnedOut, thinnedOutGradient } from "../../../tensors/gradients/convolution.ts";
import { type Given, replaceKernel, type Replacement, tensorOf } from "../../../tensors/repairs/replace_kernel.ts";
import { tf } from "../../../tf.ts";
import { BACKEND } from "../binding/native_backend.ts";

type Attributes = NonNullable<tf.NamedAttrMap> & {
  readonly strides: [number, number] | number;
  readonly pad: "same" | "valid" | number;
  readonly dilations?: [number, number] | number | null;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
};
type Shape = [number, number, number, number];

/** What there is to do where TensorFlow does not do it; undefined where it does. */
function planOf(x: readonly number[], filter: readonly number[], { attrs }: Given) {
  const { strides, pad, dilations, dimRoundingMode } = attrs as Attributes;
  const info = tf.backend_util.computeConv2DInfo(
    x as Shape,
    filter as Shape,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    true,
  );
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } = info;
  if (strideHeight === strideWidth && dilationHeight === 1 && dilationWidth === 1) return undefined;
  const { top, bottom, left, right } = padInfo, isEven = strideHeight === strideWidth;
  return {
    apart: [dilationHeight, dilationWidth],
    strides: isEven ? [1, 1] : [strideHeight, strideWidth],
    size: [info.outHeight, info.outWidth] as const,
    attrs: {
      ...{ ...attrs, dilations: [1, 1], strides: isEven ? [strideHeight, strideWidth] : [1, 1] },
      pad: [[0, 0], [top, bottom], [left, right], [0, 0]],
    } as unknown as Attributes,
    /** How many places there are before some are kept. */
    whole: [
      info.inHeight + top + bottom - info.effectiveFilterHeight + 1,
      info.inWidth + left + right - info.effectiveFilterWidth + 1,
    ] as const,
  };
}

const forward: Replacement = (shipped) => (given) => {
  const { x, filter } = given.inputs as Record<string, tf.Tensor>, plan = planOf(x!.shape, filter!.shape, given);
  if (plan === undefined) return shipped(given);
  return tf.tidy(() => {
    const inputs = { x: x!, filter: setApart(filter!, plan.apart) };
    return thinnedOut(
      tensorOf(shipped({ ...given, inputs, attrs: plan.attrs })),
      plan.size,
      plan.strides,
    );
  });
};

const byInput: Replacement = (shipped) => (given) => {
  const { dy, filter } = given.inputs as Record<string, tf.Tensor>;
  const plan = planOf((given.attrs as { inputShape: number[] }).inputShape, filter!.shape, given);
  if (plan === undefined) return shipped(given);
  return tf.tidy(() => {
    const { whole, strides } = plan;
    const inputs = { dy: thinnedOutGradient(dy!, whole, strides), filter: setApart(filter!, plan.apart) };
    return tensorOf(shipped({ ...given, inputs, attrs: plan.attrs }));
  });
};

// Our own gradient of a convolution has set the taps apart before it comes here.
const byFilter: Replacement = (shipped) => (given) => {
  const { x, dy } = given.inputs as Record<string, tf.Tensor>;
  const plan = planOf(x!.shape, (given.attrs as { filterShape: number[] }).filterShape, given);
  if (plan === undefined) return shipped(given);
  return tf.tidy(() => {
    const inputs = { x: x!, dy: thinnedOutGradient(dy!, plan.whole, plan.strides) };
    return tensorOf(shipped({ ...given, inputs, attrs: plan.attrs }));
  });
};

replaceKernel("DepthwiseConv2dNative", BACKEND, forward);
replaceKernel("DepthwiseConv2dNativeBackpropInput", BACKEND, byInput);
replaceKernel("DepthwiseConv2dNativeBackpropFilter", BACKEND, byFilter);
