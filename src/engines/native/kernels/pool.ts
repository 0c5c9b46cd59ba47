/** Pools and their gradients with any padding. What pads an image never wins a maximum and never counts in a mean. */
import { tf } from "../../../tf.ts";
import { attributes, int, ON_FLOATS, text, type } from "../binding/attributes.ts";
import { FLOAT } from "../binding/dtypes.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { idOf, output } from "../binding/tensors.ts";
import { constant, ints } from "./constants.ts";
import { register, run } from "./kernel.ts";
import { pad, scratch, slice } from "./shaping.ts";
import { type Window, windowOf } from "./window.ts";

type Attrs = Readonly<Record<string, unknown>>;

/** TensorFlow finds no maximum below it, and answers it for -Infinity; what would set that right takes a tenth of a prediction. */
const LOWEST = -3.4028234663852886e38;

function plan(input: readonly number[], attrs: Attrs): Window {
  return windowOf(tf.backend_util.computePool2DInfo(
    input as [number, number, number, number],
    attrs.filterSize as number,
    attrs.strides as number,
    1,
    attrs.pad as number,
    attrs.dimRoundingMode as "floor",
  ));
}

const settings = ({ strides, padding, size }: Window) =>
  attributes(`pool ${strides} ${padding} ${size}`, () => [
    type("T", FLOAT),
    int("ksize", [1, ...size, 1]),
    int("strides", strides),
    text("padding", padding),
    text("data_format", "NHWC"),
  ]);

register<"x">("MaxPool", ({ x }, attrs, backend) => {
  const window = plan(x.shape, attrs);
  const xId = idOf(backend, x);
  const y = scratch(backend, (drop) => {
    const image = window.pads === undefined ? xId : drop(pad(backend, xId, window.pads, LOWEST));
    return run(backend, "MaxPool", settings(window), image);
  });
  return output(backend, y, window.output);
});

register<"dy" | "input" | "output">("MaxPoolGrad", ({ dy, input, output: y }, attrs, backend) => {
  const window = plan(input.shape, attrs);
  const [xId, yId, dyId] = [idOf(backend, input), idOf(backend, y), idOf(backend, dy)];
  const dx = scratch(backend, (drop) => {
    const image = window.pads === undefined ? xId : drop(pad(backend, xId, window.pads, LOWEST));
    const padded = run(backend, "MaxPoolGrad", settings(window), image, yId, dyId);
    if (window.pads === undefined) return padded;
    return slice(backend, drop(padded), window.pads.map(([before]) => before), input.shape);
  });
  return output(backend, dx, window.input);
});

register<"x">("AvgPool", ({ x }, attrs, backend) => {
  const window = plan(x.shape, attrs);
  const xId = idOf(backend, x);
  const y = scratch(backend, (drop) => {
    if (window.pads === undefined) return run(backend, "AvgPool", settings(window), xId);
    const image = drop(pad(backend, xId, window.pads, 0));
    const mean = drop(run(backend, "AvgPool", settings(window), image));
    return run(backend, "Mul", ON_FLOATS, mean, shares(backend, window));
  });
  return output(backend, y, window.output);
});

register<"dy" | "input">("AvgPoolGrad", ({ dy, input }, attrs, backend) => {
  const window = plan(input.shape, attrs);
  const dyId = idOf(backend, dy);
  const dx = scratch(backend, (drop) => {
    const sizes = ints(backend, window.padded);
    if (window.pads === undefined) return run(backend, "AvgPoolGrad", settings(window), sizes, dyId);
    const weighed = drop(run(backend, "Mul", ON_FLOATS, dyId, shares(backend, window)));
    const padded = drop(run(backend, "AvgPoolGrad", settings(window), sizes, weighed));
    return slice(backend, padded, window.pads.map(([before]) => before), input.shape);
  });
  return output(backend, dx, window.input);
});

/** By how much each mean over a padded image is to grow, since its padding must not count. */
function shares(backend: NativeBackend, { pads, input, output: [, height, width], strides, size }: Window): number {
  const key = `s${pads} ${input} ${strides} ${size}`;
  return constant(backend, key, FLOAT, [1, height, width, 1], () => {
    const inside = (axis: 1 | 2, at: number): number => {
      const start = at * strides[axis]! - pads![axis]![0], end = start + size[axis - 1]!;
      return Math.min(end, input[axis]) - Math.max(start, 0);
    };
    return Float32Array.from({ length: height * width }, (_, i) => {
      return size[0] * size[1] / Math.max(1, inside(1, Math.floor(i / width)) * inside(2, i % width));
    });
  });
}
