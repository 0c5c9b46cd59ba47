/** Convolutions, pools, norms and resizing of images, rows and volumes: ONNX has their channels first. */
import type { Operation, Value } from "../../../graph/graph.ts";
import type { HostTensor } from "../../../snapshot.ts";
import { transposed } from "../../../tensors/transposed.ts";
import { refuse } from "../refuse.ts";
import { bordersOf, sidesOf } from "../borders.ts";
import type { Emitter } from "./emitter.ts";
import type { Writer } from "./pointwise.ts";

/** To the end of a side, however long it is. */
const END = Number.MAX_SAFE_INTEGER;

/** A filter in ONNX's order, of a constant or of what is computed. */
function filterOf(value: Value, form: string, axes: readonly number[], emitter: Emitter): string {
  if (emitter.constant(value)) return emitter.reshaped(value, form, (data) => transposed(data, axes));
  return emitter.node("Transpose", [emitter.name(value)], { perm: axes });
}

function conv(places: number): Writer {
  return (operation, emitter) => {
    const { inputs: { x, filter, bias }, outputs: [y] } = operation;
    requireLast(operation);
    const kernel = sidesOf(filter!).slice(0, places),
      { pads, strides, dilations } = bordersOf(operation, kernel, x!, y!);
    const axes = [places + 1, places, ...kernel.map((_, i) => i)];
    const weights = filterOf(filter!, "filter", axes, emitter);
    const attributes = { kernel_shape: kernel, pads, strides, dilations };
    const inputs = [emitter.name(x!, "first"), weights, ...bias ? [emitter.name(bias)] : []];
    emitter.set(y!, emitter.node("Conv", inputs, attributes), "first");
  };
}

/** Filters [height, width, channels, multiplier] become [channels * multiplier, 1, height, width]. */
const depthwise: Writer = (operation, emitter) => {
  const { inputs: { x, filter, bias }, outputs: [y] } = operation;
  requireLast(operation);
  const [height, width, channels, times] = sidesOf(filter!), kernel = [height!, width!];
  const { pads, strides, dilations } = bordersOf(operation, kernel, x!, y!), shape = [channels! * times!, 1, ...kernel];
  const apart = (data: HostTensor) => ({ ...transposed(data, [2, 3, 0, 1]), shape });
  const weights = emitter.constant(filter!)
    ? emitter.reshaped(filter!, "depthwise", apart)
    : emitter.node("Reshape", [filterOf(filter!, "", [2, 3, 0, 1], emitter), emitter.ints(shape)]);
  const inputs = [emitter.name(x!, "first"), weights, ...bias ? [emitter.name(bias)] : []];
  const attributes = { kernel_shape: kernel, pads, strides, dilations, group: channels! };
  emitter.set(y!, emitter.node("Conv", inputs, attributes), "first");
};

/** The gradient of a convolution is a transposed one: its output is what that took in. */
const transposedConv: Writer = (operation, emitter) => {
  const { inputs: { dy, filter, bias }, outputs: [y] } = operation;
  requireLast(operation);
  const kernel = sidesOf(filter!).slice(0, 2), { pads, strides } = bordersOf(operation, kernel, y!, dy!);
  const [from, to] = [dy!, y!].map((value) => value.shape.slice(1, 3) as number[]);
  const output_padding = kernel.map((side, i) =>
    to![i]! - ((from![i]! - 1) * strides[i]! + side - pads[i]! - pads[i + 2]!)
  );
  const weights = filterOf(filter!, "filter", [3, 2, 0, 1], emitter);
  const inputs = [emitter.name(dy!, "first"), weights, ...bias ? [emitter.name(bias)] : []];
  emitter.set(
    y!,
    emitter.node("ConvTranspose", inputs, { kernel_shape: kernel, pads, strides, output_padding }),
    "first",
  );
};

function pool(type: string, attributes: Readonly<Record<string, number>> = {}): Writer {
  return (operation, emitter) => {
    const { inputs: { x }, outputs: [y], settings: { filterSize } } = operation;
    requireLast(operation);
    const places = x!.shape.length - 2;
    const kernel = Array.isArray(filterSize) ? filterSize as number[] : Array(places).fill(filterSize as number);
    const { pads, strides } = bordersOf(operation, kernel, x!, y!);
    if ([...kernel.map((side) => side - 1), ...pads].every((width) => width === 0)) {
      // A window of one place only steps; onnxruntime takes a border before it for its own, and refuses that.
      const axes = kernel.map((_, i) => i + 2), each = (number: number) => emitter.ints(axes.map(() => number));
      const steps = [each(0), each(END), emitter.ints(axes), emitter.ints(strides)];
      return emitter.set(y!, emitter.node("Slice", [emitter.name(x!, "first"), ...steps]), "first");
    }
    const how = { kernel_shape: kernel, pads, strides, ...attributes };
    emitter.set(y!, emitter.node(type, [emitter.name(x!, "first")], how), "first");
  };
}

const batchNorm: Writer = ({ inputs, outputs, settings }, emitter) => {
  const { x, scale, offset, mean, variance } = inputs, channels = x!.shape.at(-1) as number;
  const other = (number: number) => emitter.node("Expand", [emitter.scalar(number), emitter.ints([channels])]);
  const names = [scale ? emitter.name(scale) : other(1), offset ? emitter.name(offset) : other(0)];
  const all = [emitter.name(x!, "first"), ...names, emitter.name(mean!), emitter.name(variance!)];
  const epsilon = { float: settings.varianceEpsilon as number };
  emitter.set(outputs[0]!, emitter.node("BatchNormalization", all, { epsilon }), "first");
};

function resize(mode: "linear" | "nearest"): Writer {
  return ({ inputs: { images }, outputs: [y], settings: { alignCorners, halfPixelCenters } }, emitter) => {
    const [batch, height, width, channels] = y!.shape;
    const attributes = {
      mode,
      coordinate_transformation_mode: alignCorners ? "align_corners" : halfPixelCenters ? "half_pixel" : "asymmetric",
      // TensorFlow rounds a place half up, and cuts one off that is not centred.
      ...mode === "nearest" && { nearest_mode: alignCorners || halfPixelCenters ? "round_prefer_ceil" : "floor" },
    };
    const sizes = emitter.sizes([batch!, channels!, height!, width!]);
    emitter.set(y!, emitter.node("Resize", [emitter.name(images!, "first"), "", "", sizes], attributes), "first");
  };
}

function requireLast(operation: Operation) {
  const { dataFormat = "NHWC" } = operation.settings;
  if (dataFormat !== "NHWC" && dataFormat !== "NDHWC") throw refuse("ONNX", operation, "channels come last");
}

/** By the kernels' names. */
export const windows: Readonly<Record<string, Writer>> = {
  Conv2D: conv(2),
  Conv3D: conv(3),
  DepthwiseConv2dNative: depthwise,
  Conv2DBackpropInput: transposedConv,
  MaxPool: pool("MaxPool"),
  MaxPool3D: pool("MaxPool"),
  AvgPool: pool("AveragePool", { count_include_pad: 0 }),
  AvgPool3D: pool("AveragePool", { count_include_pad: 0 }),
  FusedBatchNorm: batchNorm,
  ResizeBilinear: resize("linear"),
  ResizeNearestNeighbor: resize("nearest"),
};
