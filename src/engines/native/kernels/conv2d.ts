/**
 * Convolutions and both their gradients. Those of 1 by 1, and those whose filter covers all of the image, are matrix
 * products, which spares oneDNN the reordering of their weights each step; with a stride, the image is thinned out first.
 */
import { tf } from "../../../tf.ts";
import { idOf, ints, type NativeBackend, output, register, run } from "../backend.ts";
import { attributes, bool, FLOAT, INT, int, text, type } from "./attributes.ts";
import { pad, reshape, scratch, slice } from "./shaping.ts";
import { spread, thinned } from "./thin.ts";
import { type Window, windowOf } from "./window.ts";

type Attrs = Readonly<Record<string, unknown>>;
type Shape4 = [number, number, number, number];
type Drop = (id: number) => number;

function plan(input: readonly number[], filter: readonly number[], attrs: Attrs): Window {
  const { computeConv2DInfo, convertConv2DDataFormat } = tf.backend_util;
  return windowOf(computeConv2DInfo(
    input as Shape4,
    filter as Shape4,
    attrs.strides as number,
    (attrs.dilations ?? 1) as number,
    attrs.pad as number,
    attrs.dimRoundingMode as "floor",
    false,
    convertConv2DDataFormat((attrs.dataFormat ?? "NHWC") as "NHWC"),
  ));
}

const settings = ({ strides, padding, dilations }: Window) =>
  attributes(`conv ${strides} ${padding} ${dilations}`, () => [
    type("T", FLOAT),
    int("strides", strides),
    text("padding", padding),
    text("data_format", "NHWC"),
    int("dilations", dilations),
  ]);

const PLAIN = attributes("product", () => [type("T", FLOAT), bool("transpose_a", false), bool("transpose_b", false)]);
const LEFT = attributes(
  "product, left",
  () => [type("T", FLOAT), bool("transpose_a", true), bool("transpose_b", false)],
);
// By BatchMatMulV2, which takes a third of MatMul's time where a large right side is transposed.
const RIGHT = attributes("product, right", () => [type("T", FLOAT), bool("adj_x", false), bool("adj_y", true)]);

/** The taps of a filter that the window keeps. */
function kept(backend: NativeBackend, filter: number, shape: readonly number[], { taps }: Window, drop: Drop): number {
  if (taps === undefined) return filter;
  return drop(slice(backend, filter, [...taps.begin, 0, 0], [...taps.size, shape[2]!, shape[3]!]));
}

/** A filter's gradient, given that of the taps that the window keeps: 0 elsewhere, where only padding is seen. */
function whole(backend: NativeBackend, part: number, shape: readonly number[], { taps }: Window, drop: Drop): number {
  if (taps === undefined) return part;
  const around = (axis: 0 | 1) => [taps.begin[axis], shape[axis]! - taps.begin[axis] - taps.size[axis]] as const;
  return pad(backend, drop(part), [around(0), around(1), [0, 0], [0, 0]], 0);
}

/** Whether the filter lies on the image at one place alone, and covers it. */
const isWhole = ({ size, input, output, pads }: Window) =>
  pads === undefined && size[0] === input[1] && size[1] === input[2] && output[1] === 1 && output[2] === 1;
/** Whether a window is a matrix product. */
const isProduct = (window: Window) =>
  window.pads === undefined && window.size[0] === 1 && window.size[1] === 1 || isWhole(window);
const isThin = (window: Window) => !isWhole(window) && (window.strides[1]! > 1 || window.strides[2]! > 1);
const pixels = ([n, h, w]: readonly number[]) => n! * h! * w!;
/** How many numbers of the image one output sees, which is the length of the product's inner side. */
const seen = ({ size, input }: Window) => size[0] * size[1] * input[3];

/** What the outputs see of an image, as rows of a matrix. */
function rows(backend: NativeBackend, x: number, window: Window, drop: Drop): number {
  const { input, output, strides } = window;
  const image = isThin(window) ? drop(thinned(backend, x, input, strides, drop)) : x;
  return drop(reshape(backend, image, [pixels(output), seen(window)]));
}

register<"x" | "filter">("Conv2D", ({ x, filter }, attrs, backend) => {
  const window = plan(x.shape, filter.shape, attrs);
  const [xId, filterId] = [idOf(backend, x), idOf(backend, filter)];
  const y = scratch(backend, (drop) => {
    const taps = kept(backend, filterId, filter.shape, window, drop);
    if (isProduct(window)) {
      const weights = drop(reshape(backend, taps, [seen(window), window.output[3]]));
      const made = drop(run(backend, "MatMul", PLAIN, rows(backend, xId, window, drop), weights));
      return reshape(backend, made, window.output);
    }
    const image = window.pads === undefined ? xId : drop(pad(backend, xId, window.pads, 0));
    return run(backend, "Conv2D", settings(window), image, taps);
  });
  return output(backend, y, window.output);
});

register<"dy" | "filter">("Conv2DBackpropInput", ({ dy, filter }, attrs, backend) => {
  const inputShape = attrs.inputShape as number[];
  const window = plan(inputShape, filter.shape, attrs);
  const [dyId, filterId] = [idOf(backend, dy), idOf(backend, filter)];
  const dx = scratch(backend, (drop) => {
    const taps = kept(backend, filterId, filter.shape, window, drop);
    if (isProduct(window)) {
      const weights = drop(reshape(backend, taps, [seen(window), window.output[3]]));
      const flat = drop(reshape(backend, dyId, [pixels(window.output), window.output[3]]));
      const made = drop(run(backend, "BatchMatMulV2", RIGHT, flat, weights));
      if (!isThin(window)) return reshape(backend, made, inputShape);
      return spread(backend, made, window.input, window.strides, drop);
    }
    const padded = run(
      backend,
      "Conv2DBackpropInput",
      settings(window),
      ints(backend, window.padded),
      taps,
      dyId,
    );
    if (window.pads === undefined) return padded;
    return slice(backend, drop(padded), window.pads.map(([before]) => before), inputShape);
  });
  return output(backend, dx, inputShape);
});

register<"x" | "dy">("Conv2DBackpropFilter", ({ x, dy }, attrs, backend) => {
  const filterShape = attrs.filterShape as number[];
  const window = plan(x.shape, filterShape, attrs);
  const [xId, dyId] = [idOf(backend, x), idOf(backend, dy)];
  const dw = scratch(backend, (drop) => {
    if (isProduct(window)) {
      const flat = drop(reshape(backend, dyId, [pixels(window.output), window.output[3]]));
      const made = drop(run(backend, "MatMul", LEFT, rows(backend, xId, window, drop), flat));
      const part = reshape(backend, made, [...window.size, ...filterShape.slice(2)]);
      return whole(backend, part, filterShape, window, drop);
    }
    const image = window.pads === undefined ? xId : drop(pad(backend, xId, window.pads, 0));
    const sizes = ints(backend, [...window.size, ...filterShape.slice(2)]);
    const part = run(backend, "Conv2DBackpropFilter", settings(window), image, sizes, dyId);
    return whole(backend, part, filterShape, window, drop);
  });
  return output(backend, dw, filterShape);
});

/** Depthwise convolutions, for their padding. */
function depthwise(input: readonly number[], filter: readonly number[], attrs: Attrs): Window {
  return windowOf(tf.backend_util.computeConv2DInfo(
    input as Shape4,
    filter as Shape4,
    attrs.strides as number,
    (attrs.dilations ?? 1) as number,
    attrs.pad as number,
    attrs.dimRoundingMode as "floor",
    true,
  ));
}

register<"x" | "filter">("DepthwiseConv2dNative", ({ x, filter }, attrs, backend) => {
  const window = depthwise(x.shape, filter.shape, attrs);
  const [xId, filterId] = [idOf(backend, x), idOf(backend, filter)];
  const y = scratch(backend, (drop) => {
    const image = window.pads === undefined ? xId : drop(pad(backend, xId, window.pads, 0));
    const taps = kept(backend, filterId, filter.shape, window, drop);
    return run(backend, "DepthwiseConv2dNative", settings(window), image, taps);
  });
  return output(backend, y, window.output);
});

register<"dy" | "filter">("DepthwiseConv2dNativeBackpropInput", ({ dy, filter }, attrs, backend) => {
  const inputShape = attrs.inputShape as number[];
  const window = depthwise(inputShape, filter.shape, attrs);
  const [dyId, filterId] = [idOf(backend, dy), idOf(backend, filter)];
  const dx = scratch(backend, (drop) => {
    const sizes = ints(backend, window.padded);
    const taps = kept(backend, filterId, filter.shape, window, drop);
    const padded = run(backend, "DepthwiseConv2dNativeBackpropInput", settings(window), sizes, taps, dyId);
    if (window.pads === undefined) return padded;
    return slice(backend, drop(padded), window.pads.map(([before]) => before), inputShape);
  });
  return output(backend, dx, inputShape);
});

register<"x" | "dy">("DepthwiseConv2dNativeBackpropFilter", ({ x, dy }, attrs, backend) => {
  const filterShape = attrs.filterShape as number[];
  const window = depthwise(x.shape, filterShape, attrs);
  const [xId, dyId] = [idOf(backend, x), idOf(backend, dy)];
  const dw = scratch(backend, (drop) => {
    const image = window.pads === undefined ? xId : drop(pad(backend, xId, window.pads, 0));
    const sizes = ints(backend, [...window.size, ...filterShape.slice(2)]);
    const part = run(backend, "DepthwiseConv2dNativeBackpropFilter", settings(window), image, sizes, dyId);
    return whole(backend, part, filterShape, window, drop);
  });
  return output(backend, dw, filterShape);
});
