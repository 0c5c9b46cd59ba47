/** Operations with random shapes and settings: what property tests draw from. */
import { tf } from "../../src/tf.ts";
import type { Draws } from "./random.ts";

/** An operation on tensors of some shapes. */
export interface Call {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  // Which tensors they are is the call's business.
  // deno-lint-ignore no-explicit-any
  readonly run: (...inputs: any[]) => tf.Tensor;
  /** Whether its slopes jump or are 0, which differences do not see. */
  readonly isKinked?: boolean;
}

/** Draws a call; `side` draws how long an axis is. */
export type Family = (d: Draws, side: () => number) => Call;

const shapeOf = (d: Draws, side: () => number, least = 1, most = 4) =>
  Array.from({ length: least + d.int(most - least + 1) }, side);
/** An axis, counted from either end. */
const axisOf = (d: Draws, rank: number) => d.int(2 * rank) - rank;
/** A shape that can be spread over another. */
const within = (d: Draws, shape: readonly number[]) =>
  shape.slice(d.int(shape.length)).map((size) => d.int(3) === 0 ? 1 : size);
const padOf = (d: Draws) => d.pick<"same" | "valid">(["same", "valid"]);
const pair = (d: Draws, most: number): [number, number] => [1 + d.int(most), 1 + d.int(most)];

const windows: Family = (d, side) => {
  const depthwise = d.int(2) === 1, channels = side(), size = pair(d, 3), isApart = d.int(3) === 0;
  const strides: [number, number] = isApart ? [1, 1] : pair(d, 2),
    dilations: [number, number] = isApart ? pair(d, 2) : [1, 1];
  const x = [1 + d.int(2), 4 + d.int(3), 4 + d.int(3), channels],
    filter = [...size, channels, 1 + d.int(3)],
    pad = padOf(d);
  const name = `${depthwise ? "depthwiseConv2d" : "conv2d"} [${x}] [${filter}] ${strides} ${pad} ${dilations}`;
  const run: Call["run"] = (x, w) =>
    (depthwise ? tf.depthwiseConv2d : tf.conv2d)(x, w, strides, pad, "NHWC", dilations);
  return { name, shapes: [x, filter], run };
};

const pools: Family = (d, side) => {
  const isMax = d.int(2) === 1, isVolume = d.int(3) === 0, strides = 1 + d.int(2);
  const pad = d.int(3) === 0 ? 1 : padOf(d), of = isVolume ? 3 : 2;
  const size = Array.from({ length: of }, () => 2 + d.int(2));
  const x = [1 + d.int(2), ...size.map((k) => k + d.int(3)), side()];
  const name = `${isMax ? "max" : "avg"}Pool${of}d [${x}] ${size} ${strides} ${pad}`;
  const run: Call["run"] = isVolume
    ? (x) => (isMax ? tf.maxPool3d : tf.avgPool3d)(x, size as [number, number, number], strides, pad)
    : (x) => (isMax ? tf.maxPool : tf.avgPool)(x, size as [number, number], strides, pad);
  return { name, shapes: [x], run };
};

const volumes: Family = (d, side) => {
  const channels = side(), x = [1, 2 + d.int(3), 2 + d.int(3), 2 + d.int(2), channels];
  const filter = [1 + d.int(2), 1 + d.int(2), 1 + d.int(2), channels, 1 + d.int(2)],
    strides = 1 + d.int(2),
    pad = padOf(d);
  return {
    ...{ name: `conv3d [${x}] [${filter}] ${strides} ${pad}`, shapes: [x, filter] },
    run: (x, w) => tf.conv3d(x, w, strides, pad),
  };
};

const products: Family = (d, side) => {
  const outer = shapeOf(d, side, 1, 2), [turnA, turnB] = [d.int(2) === 1, d.int(2) === 1];
  const [m, k, n] = [side(), side(), side()], spread = () => outer.map((size) => d.int(3) === 0 ? 1 : size);
  const a = [...spread(), ...turnA ? [k, m] : [m, k]], b = [...spread(), ...turnB ? [n, k] : [k, n]];
  return {
    name: `matMul [${a}] [${b}] ${turnA} ${turnB}`,
    shapes: [a, b],
    run: (a, b) => tf.matMul(a, b, turnA, turnB),
  };
};

const pairs: Family = (d, side) => {
  const shape = shapeOf(d, side), other = within(d, shape), isTurned = d.int(2) === 1;
  const op = d.pick(["add", "sub", "mul", "maximum", "minimum", "squaredDifference", "prelu"] as const);
  const shapes = isTurned && op !== "prelu" ? [other, shape] : [shape, other];
  return {
    ...{ name: `${op} [${shapes[0]}] [${shapes[1]}]`, shapes, run: (a, b) => (tf[op] as typeof tf.add)(a, b) },
    isKinked: ["maximum", "minimum", "prelu"].includes(op),
  };
};

const singles: Family = (d, side) => {
  const shape = shapeOf(d, side);
  const op = d.pick(
    [
      "exp",
      "tanh",
      "sigmoid",
      "elu",
      "selu",
      "softplus",
      "square",
      "erf",
      "relu",
      "relu6",
      "softmax",
      "logSoftmax",
    ] as const,
  );
  return { name: `${op} [${shape}]`, shapes: [shape], run: (x) => tf[op](x) as tf.Tensor, isKinked: /relu/.test(op) };
};

const reductions: Family = (d, side) => {
  const shape = shapeOf(d, side), axis = axisOf(d, shape.length), keep = d.int(2) === 1;
  const op = d.pick(["sum", "mean", "max", "min", "prod", "cumsum", "logSumExp"] as const);
  const run: Call["run"] = op === "cumsum" ? (x) => tf.cumsum(x, axis, keep) : (x) => tf[op](x, axis, keep);
  return { name: `${op} [${shape}] ${axis} ${keep}`, shapes: [shape], run };
};

const rows: Family = (d, side) => {
  const shape = shapeOf(d, side, 2, 3), batches = d.int(2), axis = batches + d.int(shape.length - batches);
  const size = shape[axis]!, count = 1 + d.int(3), each = batches === 0 ? [count] : [shape[0]!, count];
  const places = Int32Array.from({ length: tf.util.sizeFromShape(each) }, () => size === 0 ? 0 : d.int(size));
  const run: Call["run"] = (x) => tf.gather(x, tf.tensor(places, each, "int32"), axis, batches);
  return { name: `gather [${shape}] ${places} [${each}] ${axis} ${batches}`, shapes: [shape], run };
};

const movements: Family = (d, side) => {
  const shape = shapeOf(d, side, 1, 5), rank = shape.length, axis = axisOf(d, rank);
  const around = shape.map(() => [d.int(2), d.int(3)] as [number, number]);
  const order = [...shape.keys()].sort(() => d.int(2) - 0.5);
  const place = d.int(2) - 1, half = shape.map((size) => Math.ceil(size / 2)), times = shape.map(() => 1 + d.int(2));
  const calls: readonly (readonly [string, Call["run"]])[] = [
    ["transpose", (x) => tf.transpose(x, order)],
    ["reverse", (x) => tf.reverse(x, axis)],
    ["tile", (x) => tf.tile(x, times)],
    ["slice", (x) => tf.slice(x, shape.map((size, i) => size - half[i]!), half)],
    ["concat", (x) => tf.concat([x, tf.square(x)], axis)],
    ["stack", (x) => tf.stack([x, tf.square(x)], place)],
    ["unstack", (x) => tf.unstack(x, axis).reduce((a, b) => tf.add(a, tf.square(b)))],
    ["pad", (x) => tf.pad(x, around)],
    ...rank < 5 && shape.every((size) => size > 2)
      ? [["mirrorPad", (x: tf.Tensor) => tf.mirrorPad(x, around, "reflect")] as const]
      : [],
  ];
  const [name, run] = d.pick(calls);
  return { name: `${name} [${shape}] axis ${axis} ${order} ${times} ${around.join(";")}`, shapes: [shape], run };
};

const images: Family = (d, side) => {
  const shape = [1 + d.int(2), 2 + d.int(3), 2 + d.int(3), side()], to: [number, number] = [1 + d.int(6), 1 + d.int(6)];
  const align = d.int(3) === 0, half = !align && d.int(2) === 0;
  const op = d.pick(["resizeBilinear", "resizeNearestNeighbor"] as const);
  const run: Call["run"] = (x) => tf.image[op](x, to, align, half);
  return { name: `${op} [${shape}] ${to} ${align} ${half}`, shapes: [shape], run };
};

const norms: Family = (d, side) => {
  const shape = [...shapeOf(d, side, 1, 3), side()], last = [shape.at(-1)!], given = d.int(3);
  const run: Call["run"] = (x, mean, offset, scale) =>
    tf.batchNorm(x, mean, tf.add(tf.square(mean), 0.5), offset, scale, 0.1);
  return { name: `batchNorm [${shape}] ${given}`, shapes: [shape, last, ...Array(given).fill(last)], run };
};

/** All families. */
export const families: readonly Family[] = [
  ...[windows, pools, volumes, products, pairs, singles, reductions, rows, movements, images, norms],
];
