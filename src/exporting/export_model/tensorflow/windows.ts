/** Convolutions, pools, norms and resizing in TensorFlow's words. */
import type { Operation, Value } from "../../../graph/graph.ts";
import { bordersOf, sidesOf } from "../borders.ts";
import { refuse } from "../refuse.ts";
import { T, type Word } from "./node.ts";

/** A border as TensorFlow says it: in words, or in pixels of each axis. */
function paddingOf(operation: Operation, kernel: readonly number[], x: Value, y: Value) {
  const { pad = "valid" } = operation.settings, { pads, strides, dilations } = bordersOf(operation, kernel, x, y);
  const around = [0, 0, ...kernel.flatMap((_, i) => [pads[i]!, pads[i + kernel.length]!]), 0, 0];
  const isZero = around.every((width) => width === 0);
  const word = pad === "same" ? "SAME" : isZero ? "VALID" : "EXPLICIT";
  const format = kernel.length === 3 ? "NDHWC" : "NHWC";
  if (![undefined, format].includes(operation.settings.dataFormat as string)) {
    throw refuse("TensorFlow", operation, "channels come last");
  }
  return {
    word,
    attributes: {
      strides: { ints: [1, ...strides, 1] },
      padding: { s: word },
      data_format: { s: format },
      ...word === "EXPLICIT" && { explicit_paddings: { ints: around } },
    },
    dilations: { dilations: { ints: [1, ...dilations, 1] } },
  };
}

const conv = (op: string, places = 2): Word => (operation) => {
  const { inputs: { x, filter }, outputs: [y] } = operation;
  const { attributes, dilations } = paddingOf(operation, sidesOf(filter!).slice(0, places), x!, y!);
  return { op, given: [x!, filter!], attributes: { ...T(x!), ...attributes, ...dilations } };
};

const pool = (op: string): Word => (operation) => {
  const { inputs: { x }, outputs: [y], settings: { filterSize } } = operation, places = x!.shape.length - 2;
  const kernel = Array.isArray(filterSize) ? filterSize as number[] : Array(places).fill(filterSize as number);
  const { word, attributes } = paddingOf(operation, kernel, x!, y!);
  if (word === "EXPLICIT") throw refuse("TensorFlow", operation, "the border of a pool is same or valid");
  return { op, given: [x!], attributes: { ...T(x!), ...attributes, ksize: { ints: [1, ...kernel, 1] } } };
};

const resize = (op: string): Word => ({ inputs: { images }, outputs: [y], settings }) => ({
  op,
  given: [images!, { sizes: y!.shape.slice(1, 3) }],
  attributes: {
    ...T(images!),
    align_corners: { b: settings.alignCorners === true },
    half_pixel_centers: { b: settings.halfPixelCenters === true },
  },
});

/** By the kernels' names. */
export const windows: Readonly<Record<string, Word>> = {
  ...{ Conv2D: conv("Conv2D"), Conv3D: conv("Conv3D", 3), DepthwiseConv2dNative: conv("DepthwiseConv2dNative") },
  ...{ MaxPool: pool("MaxPool"), AvgPool: pool("AvgPool"), MaxPool3D: pool("MaxPool3D"), AvgPool3D: pool("AvgPool3D") },
  ...{ ResizeBilinear: resize("ResizeBilinear"), ResizeNearestNeighbor: resize("ResizeNearestNeighbor") },
  Conv2DBackpropInput: (operation) => {
    const { inputs: { dy, filter }, outputs: [y] } = operation;
    const { attributes } = paddingOf(operation, sidesOf(filter!).slice(0, 2), y!, dy!);
    return {
      op: "Conv2DBackpropInput",
      given: [{ sizes: y!.shape }, filter!, dy!],
      attributes: { ...T(dy!), ...attributes },
    };
  },
  FusedBatchNorm: ({ inputs: { x, scale, offset, mean, variance }, settings: { varianceEpsilon } }) => ({
    op: "FusedBatchNormV3",
    given: [x!, scale!, offset!, mean!, variance!],
    attributes: {
      ...{ T: { type: "float32" }, U: { type: "float32" }, epsilon: { f: varianceEpsilon as number } },
      ...{ is_training: { b: false }, data_format: { s: "NHWC" } },
    },
  }),
};
