/**
 * Convolutions and both their gradients. Those of 1 by 1, and those whose filter covers all of the image, are matrix
 * products, which spares oneDNN the reordering of their weights each step; with a stride, the image is thinned out first.
 */
import { tf } from "../../../tf.ts";
import { attributes, bool, int, text, type } from "../binding/attributes.ts";
import { FLOAT } from "../binding/dtypes.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { idOf, output } from "../binding/tensors.ts";
import { ints } from "./constants.ts";
import { register, run } from "./kernel.ts";
import { pad, reshape, scratch, slice } from "./shaping.ts";
import { spread, thinned } from "./thin.ts";
import { type Window, windowOf } from "./window.ts";

type Attrs = Readonly<Record<string, unknown>>;
type Shape4 = [number, number, number, number];
type Drop = (id: number) => number;

/** Plain convolutions, and those of each channel by itself. */
type Kind = "Conv2D" | typeof DEPTHWISE;
const DEPTHWISE = "DepthwiseConv2dNative";

function plan(kind: Kind, input: readonly number[], filter: readonly number[], attrs: Attrs): Window {
  const { computeConv2DInfo, convertConv2DDataFormat } = tf.backend_util;
  return windowOf(computeConv2DInfo(
    input as Shape4,
    filter as Shape4,
    attrs.strides as number,
    (attrs.dilations ?? 1) as number,
    attrs.pad as number,
    attrs.dimRoundingMode as "floor",
    kind === DEPTHWISE,
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
/** Whether a convolution is a matrix product. Where a filter has fewer channels than the image there are groups of them. */
const isProduct = (kind: Kind, window: Window, [, , channels]: readonly number[]) =>
  kind === "Conv2D" && channels === window.input[3] &&
  (window.pads === undefined && window.size[0] === 1 && window.size[1] === 1 || isWhole(window));
/**
 * Whether there is one channel and one filter, which is a convolution of each channel by itself as well. That has the right
 * gradient, where oneDNN's own one (3.7.3) reads past the end of a filter of this shape.
 */
const isSingle = ([, , channels, filters]: readonly number[]) => channels === 1 && filters === 1;
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

/** The image as the window sees it. */
const padded = (backend: NativeBackend, x: number, { pads }: Window, drop: Drop) =>
  pads === undefined ? x : drop(pad(backend, x, pads, 0));

for (const kind of ["Conv2D", DEPTHWISE] as const) {
  register<"x" | "filter">(kind, ({ x, filter }, attrs, backend) => {
    const window = plan(kind, x.shape, filter.shape, attrs);
    // A filter that finds no room: oneDNN answers what lies about.
    if (window.output.includes(0)) return tf.zeros(window.output);
    const [xId, filterId] = [idOf(backend, x), idOf(backend, filter)];
    const y = scratch(backend, (drop) => {
      const taps = kept(backend, filterId, filter.shape, window, drop);
      if (!isProduct(kind, window, filter.shape)) {
        return run(backend, kind, settings(window), padded(backend, xId, window, drop), taps);
      }
      const weights = drop(reshape(backend, taps, [seen(window), window.output[3]]));
      const made = drop(run(backend, "MatMul", PLAIN, rows(backend, xId, window, drop), weights));
      return reshape(backend, made, window.output);
    });
    return output(backend, y, window.output);
  });

  register<"dy" | "filter">(`${kind}BackpropInput`, ({ dy, filter }, attrs, backend) => {
    const inputShape = attrs.inputShape as number[];
    const window = plan(kind, inputShape, filter.shape, attrs);
    const [dyId, filterId] = [idOf(backend, dy), idOf(backend, filter)];
    const dx = scratch(backend, (drop) => {
      const taps = kept(backend, filterId, filter.shape, window, drop);
      if (!isProduct(kind, window, filter.shape)) {
        const sizes = ints(backend, window.padded);
        const wide = run(
          backend,
          `${isSingle(filter.shape) ? DEPTHWISE : kind}BackpropInput`,
          settings(window),
          sizes,
          taps,
          dyId,
        );
        if (window.pads === undefined) return wide;
        return slice(backend, drop(wide), window.pads.map(([before]) => before), inputShape);
      }
      const weights = drop(reshape(backend, taps, [seen(window), window.output[3]]));
      const flat = drop(reshape(backend, dyId, [pixels(window.output), window.output[3]]));
      const made = drop(run(backend, "BatchMatMulV2", RIGHT, flat, weights));
      if (!isThin(window)) return reshape(backend, made, inputShape);
      return spread(backend, made, window.input, window.strides, drop);
    });
    return output(backend, dx, inputShape);
  });

  register<"x" | "dy">(`${kind}BackpropFilter`, ({ x, dy }, attrs, backend) => {
    const filterShape = attrs.filterShape as number[];
    const window = plan(kind, x.shape, filterShape, attrs);
    const [xId, dyId] = [idOf(backend, x), idOf(backend, dy)];
    const dw = scratch(backend, (drop) => {
      if (!isProduct(kind, window, filterShape)) {
        const sizes = ints(backend, [...window.size, ...filterShape.slice(2)]);
        const image = padded(backend, xId, window, drop);
        const part = run(backend, `${kind}BackpropFilter`, settings(window), image, sizes, dyId);
        return whole(backend, part, filterShape, window, drop);
      }
      const flat = drop(reshape(backend, dyId, [pixels(window.output), window.output[3]]));
      const made = drop(run(backend, "MatMul", LEFT, rows(backend, xId, window, drop), flat));
      const part = reshape(backend, made, [...window.size, ...filterShape.slice(2)]);
      return whole(backend, part, filterShape, window, drop);
    });
    return output(backend, dw, filterShape);
  });
}
