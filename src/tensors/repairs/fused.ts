/**
 * A repair of tfjs: products and convolutions that are fused with a bias and an activation. Some backends take a bias of one number a channel
 * alone, and channels last; any other is added by itself. Some rectify NaN to 0.
 */
import { tf } from "../../tf.ts";
import { type Given, replaceKernel, type Replacement } from "./replace_kernel.ts";

/**
 * Has the kernels `_FusedMatMul`, `FusedConv2D` and `FusedDepthwiseConv2D` of a backend take all that tfjs allows.
 *
 * @param backendName The backend; a second call does nothing.
 * @param how Whether the backend's own kernels are never asked, as where they do nothing else.
 */
export function repairFused(backendName: string, how: "never asked" | "asked" = "asked"): void {
  const { product, convolution, depthwise } = how === "asked" ? askedFirst : neverAsked;
  replaceKernel("_FusedMatMul", backendName, product);
  replaceKernel("FusedConv2D", backendName, convolution);
  replaceKernel("FusedDepthwiseConv2D", backendName, depthwise);
}

interface Attributes {
  readonly activation: "linear" | "relu" | "relu6" | "elu" | "sigmoid" | "leakyrelu" | "prelu";
  readonly leakyreluAlpha?: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly strides: [number, number];
  readonly pad: "same" | "valid" | number;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations?: [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

type Fits = (given: Given, channels: number) => boolean;

const replacements = (fits: Fits): Readonly<Record<"product" | "convolution" | "depthwise", Replacement>> => ({
  product: (shipped) => (given) => {
    const { a, b } = given.inputs as tf.NamedTensorMap, { transposeA, transposeB } = attributesOf(given);
    if (fits(given, b!.shape.at(transposeB ? -2 : -1)!) && b!.dtype === "float32") return shipped(given);
    return apart(given, () => tf.matMul(a!, b!, transposeA, transposeB));
  },

  convolution: (shipped) => (given) => {
    const { x, filter } = given.inputs as Record<string, tf.Tensor4D>;
    const { strides, pad, dataFormat, dilations, dimRoundingMode } = attributesOf(given);
    if (fits(given, filter!.shape[3])) return shipped(given);
    return apart(given, () => tf.conv2d(x!, filter!, strides, pad, dataFormat, dilations, dimRoundingMode));
  },

  depthwise: (shipped) => (given) => {
    const { x, filter } = given.inputs as Record<string, tf.Tensor4D>;
    const { strides, pad, dataFormat, dilations, dimRoundingMode } = attributesOf(given);
    if (fits(given, filter!.shape[2] * filter!.shape[3])) return shipped(given);
    return apart(given, () => tf.depthwiseConv2d(x!, filter!, strides, pad, dataFormat, dilations, dimRoundingMode));
  },
});

const attributesOf = ({ attrs }: Given) => attrs as unknown as Attributes;

/** Activations that backends make 0 of NaN by, where they are fused. */
const HIDES_NAN: ReadonlySet<Attributes["activation"]> = new Set(["relu", "relu6"]);

/** Whether bias and slopes are one number a channel, channels come last, and no NaN is hidden. */
function isPlain(given: Given, channels: number): boolean {
  const { bias, preluActivationWeights } = given.inputs as Partial<tf.NamedTensorMap>;
  const isOfChannels = (one?: tf.Tensor) => one == null || one.shape.length === 1 && one.shape[0] === channels;
  const { dataFormat, activation } = attributesOf(given);
  return dataFormat !== "NCHW" && !HIDES_NAN.has(activation) && isOfChannels(bias) &&
    isOfChannels(preluActivationWeights);
}

function apart(given: Given, compute: () => tf.Tensor): tf.Tensor {
  const { bias, preluActivationWeights } = given.inputs as Partial<tf.NamedTensorMap>;
  const { activation, leakyreluAlpha, dataFormat } = attributesOf(given);
  // One number a channel stands before the sides of images whose channels come first.
  const along = (one: tf.Tensor) =>
    dataFormat === "NCHW" && one.rank === 1 && one.size > 1 ? tf.reshape(one, [one.size, 1, 1]) : one;
  return tf.tidy(() => {
    const made = compute(), y = bias == null ? made : tf.add(made, along(bias));
    switch (activation) {
      case "linear":
        return y;
      case "leakyrelu":
        return tf.leakyRelu(y, leakyreluAlpha);
      case "prelu":
        return tf.prelu(y, along(preluActivationWeights!));
      default:
        return tf[activation](y);
    }
  });
}

const askedFirst = replacements(isPlain), neverAsked = replacements(() => false);
