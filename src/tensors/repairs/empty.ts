/**
 * Repairs of tfjs for tensors of no numbers. Its reductions answer 0, or NaN, whatever they compute; here it is what
 * leaves any other number as it is, as in TensorFlow, a mean is NaN, and there is no place of a largest number. Windows
 * over nothing, as of an empty batch, are computed elsewhere for backends that have them: TensorFlow leaves some
 * gradients of them unwritten and ends the process for that of a max pool, and a graphics card refuses buffers of no
 * size.
 */
import { tf } from "../../tf.ts";
import { replaceKernel, type Replacement } from "./replace_kernel.ts";

/**
 * Has the reductions of a backend answer for axes of no length: `mean` NaN, `max` and `min` the infinity that any number
 * beats (of whole numbers the least and the largest), `prod` 1, `all` true, `any` false; `argMax` and `argMin` are refused.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairEmptyReductions(backendName: string): void {
  for (const [name, replacement] of Object.entries(replacements)) replaceKernel(name, backendName, replacement);
}

interface Attributes {
  readonly axis?: number | number[] | null;
  /** What `Max` calls its axis. */
  readonly reductionIndices?: number | number[] | null;
  readonly keepDims?: boolean;
}

/** @param answer What the reduction of no numbers of a type is. */
const reduced =
  (answer: (dtype: tf.DataType) => { value: number; dtype: tf.DataType }): Replacement => (shipped) => (given) => {
    const x = given.inputs.x!;
    if (!x.shape.includes(0)) return shipped(given);
    const { axis, reductionIndices, keepDims } = given.attrs as unknown as Attributes;
    const axes = tf.util.parseAxisParam((axis ?? reductionIndices)!, x.shape);
    const shape = x.shape.map((size, i) => axes.includes(i) ? 1 : size);
    if (shape.includes(0)) return shipped(given);
    const { value, dtype } = answer(x.dtype);
    return tf.fill(keepDims ? shape : shape.filter((_, i) => !axes.includes(i)), value, dtype as "float32");
  };

const always = (value: number) => reduced((dtype) => ({ value, dtype }));
const worst = (sign: 1 | -1) =>
  reduced((dtype) => ({ value: dtype === "int32" ? (sign > 0 ? MOST : -MOST - 1) : sign * Infinity, dtype }));
/** Of whole numbers. */
const MOST = 2 ** 31 - 1;

const placed = (what: string): Replacement => (shipped) => (given) => {
  const { shape } = given.inputs.x!, { axis } = given.attrs as unknown as Attributes;
  const [along] = tf.util.parseAxisParam(axis!, shape) as [number];
  if (shape[along] !== 0 || shape.some((size, i) => size === 0 && i !== along)) return shipped(given);
  throw new RangeError(
    `Cannot tell the place of the ${what} number as there is none along axis ${along}: got [${shape}]\n` +
      `Leave out what is empty before it gets here.`,
  );
};

const replacements: Readonly<Record<string, Replacement>> = {
  Mean: reduced(() => ({ value: NaN, dtype: "float32" })),
  Max: worst(-1),
  Min: worst(1),
  Prod: always(1),
  All: always(1),
  Any: always(0),
  ArgMax: placed("largest"),
  ArgMin: placed("smallest"),
};

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

interface WindowAttributes {
  readonly strides: [number, number];
  readonly pad: "same" | "valid" | number;
  readonly dilations?: [number, number] | null;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

const forward = (isDepthwise: boolean): Replacement => (shipped) => (given) => {
  const { x, filter } = given.inputs;
  if (!x!.shape.includes(0) && !filter!.shape.includes(0)) return shipped(given);
  const { strides, pad, dilations, dataFormat, dimRoundingMode } = given.attrs as unknown as WindowAttributes;
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
