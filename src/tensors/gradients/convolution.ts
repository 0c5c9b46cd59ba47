/**
 * The gradients of convolutions and those of these gradients. A filter whose taps lie apart is one with zeros between them, which serves
 * engines whose kernels for gradients know none.
 */
import { tf } from "../../tf.ts";
import { inLast, toFirst, toLast } from "../repairs/convolutions.ts";
import type { Gradient } from "./config.ts";

type Attributes = tf.NamedAttrMap & {
  readonly dilations?: number | [number, number];
  readonly dataFormat?: "NHWC" | "NCHW";
};

const PLAIN = { input: "Conv2DBackpropInput", filter: "Conv2DBackpropFilter", forward: "Conv2D" };
const DEPTHWISE = {
  input: "DepthwiseConv2dNativeBackpropInput",
  filter: "DepthwiseConv2dNativeBackpropFilter",
  forward: "DepthwiseConv2dNative",
};

const VOLUMES = { input: "Conv3DBackpropInputV2", filter: "Conv3DBackpropFilterV2", forward: "Conv3D" };

const run = (name: string, inputs: tf.NamedTensorMap, attributes: tf.NamedAttrMap) =>
  tf.engine().runKernel(name, inputs, attributes) as tf.Tensor;

function forward(names: typeof PLAIN): Gradient {
  return {
    kernelName: names.forward,
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, saved, { dilations, ...rest }: Attributes) => {
      // tfjs-layers says null where nothing was asked for.
      const far = dilations ?? 1, apart = [far, far].flat().slice(0, 2);
      const [x, filter] = saved as [tf.Tensor, tf.Tensor];
      // Only the kernels of plain convolutions can be told that channels come first.
      const isTurned = names === DEPTHWISE && rest.dataFormat === "NCHW";
      const turn = (one: tf.Tensor, order: number[]) => isTurned ? tf.transpose(one, order) : one;
      const attributes = { ...isTurned ? inLast(rest) : rest, dilations: [1, 1] };
      return {
        x: () => {
          const inputShape = isTurned ? toLast.map((axis) => x.shape[axis]!) : x.shape;
          const inputs = { dy: turn(dy, toLast), filter: setApart(filter, apart) };
          return turn(run(names.input, inputs, { ...attributes, inputShape }), toFirst);
        },
        filter: () => {
          const filterShape = filter.shape.map((size, axis) => axis < 2 ? (size - 1) * apart[axis]! + 1 : size);
          const inputs = { x: turn(x, toLast), dy: turn(dy, toLast) };
          return drawTogether(run(names.filter, inputs, { ...attributes, filterShape }), filter.shape, apart);
        },
      };
    },
  };
}

/** Taps side by side. */
const near = (filter: tf.Tensor) => filter.shape.slice(2).map(() => 1);

/** The gradient of the gradient by the input. */
function byInput(names: typeof PLAIN): Gradient {
  return {
    kernelName: names.input,
    inputsToSave: ["dy", "filter"],
    gradFunc: (ddx, saved, { inputShape: _, ...attributes }: Attributes & { inputShape: number[] }) => {
      const [dy, filter] = saved as [tf.Tensor, tf.Tensor];
      return {
        dy: () => run(names.forward, { x: ddx, filter }, { ...attributes, dilations: near(filter) }),
        filter: () => run(names.filter, { x: ddx, dy }, { ...attributes, filterShape: filter.shape }),
      };
    },
  };
}

/** The gradient of the gradient by the filter. */
function byFilter(names: typeof PLAIN): Gradient {
  return {
    kernelName: names.filter,
    inputsToSave: ["x", "dy"],
    gradFunc: (filter, saved, { filterShape: _, ...attributes }: Attributes & { filterShape: number[] }) => {
      const [x, dy] = saved as [tf.Tensor, tf.Tensor];
      return {
        x: () => run(names.input, { dy, filter }, { ...attributes, inputShape: x.shape }),
        dy: () => run(names.forward, { x, filter }, { ...attributes, dilations: near(filter) }),
      };
    },
  };
}

/** Of plain convolutions, of those of each channel by itself, and of volumes, whose first gradient tfjs has. */
export const convolutions: readonly Gradient[] = [
  ...[forward, byInput, byFilter].flatMap((make) => [make(PLAIN), make(DEPTHWISE)]),
  ...[byInput, byFilter].map((make) => make(VOLUMES)),
];

type Pair = readonly number[];

/** Puts zeros between the taps of a filter, `[height, width, ...]`. */
export function setApart(filter: tf.Tensor, [down, right]: Pair): tf.Tensor {
  if (down === 1 && right === 1) return filter;
  const [h, w, ...rest] = filter.shape as [number, number, ...number[]], run = tf.util.sizeFromShape(rest);
  const rows = tf.pad(tf.reshape(filter, [h, 1, w * run]), [[0, 0], [0, down! - 1], [0, 0]]);
  const both = tf.pad(tf.reshape(rows, [h * down!, w, 1, run]), [[0, 0], [0, 0], [0, right! - 1], [0, 0]]);
  const whole = tf.reshape(both, [h * down!, w * right!, run]);
  const kept = tf.slice(whole, [0, 0, 0], [(h - 1) * down! + 1, (w - 1) * right! + 1, run]);
  return tf.reshape(kept, [(h - 1) * down! + 1, (w - 1) * right! + 1, ...rest]);
}

/** Takes the taps out from between the others; `shape` is what they make together. */
export function drawTogether(gradient: tf.Tensor, shape: readonly number[], [down, right]: Pair): tf.Tensor {
  if (down === 1 && right === 1) return gradient;
  const [h, w, ...rest] = shape as [number, number, ...number[]], run = tf.util.sizeFromShape(rest);
  const [tall, wide] = gradient.shape as [number, number];
  const flat = tf.reshape(gradient, [tall, wide, run]);
  const whole = tf.pad(flat, [[0, h * down! - tall], [0, w * right! - wide], [0, 0]]);
  const columns = tf.slice(tf.reshape(whole, [h * down!, w, right!, run]), [0, 0, 0, 0], [h * down!, w, 1, run]);
  const both = tf.slice(tf.reshape(columns, [h, down!, w * run]), [0, 0, 0], [h, 1, w * run]);
  return tf.reshape(both, [...shape]);
}

/** Of images every so many places, `size` of them. */
export function thinnedOut(x: tf.Tensor, [height, width]: Pair, [down, right]: Pair): tf.Tensor {
  if (down === 1 && right === 1) return x;
  const [n, , , channels] = x.shape as [number, number, number, number];
  const end = [n, (height! - 1) * down! + 1, (width! - 1) * right! + 1, channels];
  return tf.stridedSlice(x, [0, 0, 0, 0], end, [1, down!, right!, 1]);
}

/** The gradient of {@linkcode thinnedOut}: the places among zeros, `size` of them. */
export function thinnedOutGradient(dy: tf.Tensor, [height, width]: Pair, [down, right]: Pair): tf.Tensor {
  if (down === 1 && right === 1) return dy;
  const [n, h, w, channels] = dy.shape as [number, number, number, number];
  const rows = tf.pad(tf.reshape(dy, [n * h, 1, w * channels]), [[0, 0], [0, down! - 1], [0, 0]]);
  const both = tf.pad(tf.reshape(rows, [n * h * down!, w, 1, channels]), [[0, 0], [0, 0], [0, right! - 1], [0, 0]]);
  const places = tf.reshape(both, [n, h * down!, w * right!, channels]);
  const around = (wanted: number, there: number): [number, number] => [0, Math.max(0, wanted - there)];
  const whole = tf.pad(places, [[0, 0], around(height!, h * down!), around(width!, w * right!), [0, 0]]);
  return tf.slice(whole, [0, 0, 0, 0], [n, height!, width!, channels]);
}
