/**
 * The gradients of convolutions and those of these gradients. A filter whose taps lie apart is one with zeros between them, which serves
 * engines whose kernels for gradients know none.
 */
import { tf } from "../../tf.ts";
import { inLast, toFirst, toLast } from "../repairs/channels_first.ts";
import { drawTogether, setApart } from "./apart.ts";
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
