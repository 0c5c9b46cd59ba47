/** A runtime for ONNX by the words of its specification, for what Raptor writes; onnxruntime judges it by run_by_onnxruntime.py. */
import { tf } from "../../mod.ts";
import type { ReadModel, ReadNode, ReadTensor } from "./read_onnx.ts";

type Given = readonly (tf.Tensor | undefined)[];
// Attributes are of the kinds that the specification says.
// deno-lint-ignore no-explicit-any
type Attributes = any;
type Run = (inputs: Given, attributes: Attributes, outputs: number) => tf.Tensor | tf.Tensor[];

const each = (run: (...x: never[]) => tf.Tensor): Run => (inputs) => run(...inputs as never[]);
const list = (tensor: tf.Tensor | undefined) => Array.from(tensor!.dataSync());
const toLast = (x: tf.Tensor) => tf.transpose(x, [0, ...x.shape.slice(2).map((_, i) => i + 2), 1]);
const toFirst = (x: tf.Tensor) => tf.transpose(x, [0, x.rank - 1, ...x.shape.slice(2).map((_, i) => i + 1)]);
const pairsOf = (pads: readonly number[]) =>
  pads.slice(0, pads.length / 2).map((begin, i) => [begin, pads[i + pads.length / 2]!] as [number, number]);
const DTYPES = { 1: "float32", 6: "int32", 7: "int32", 9: "bool" } as const;
const cast = (x: tf.Tensor, { to }: Attributes) => tf.cast(x, DTYPES[to as 1]);
const reduce =
  (run: (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor): Run => ([x, axes], { axes: own, keepdims }) =>
    run(x!, own ?? list(axes), keepdims === 1);

/** A window over an image that is padded beforehand. */
function windowed(x: tf.Tensor, pads: readonly number[], value: number, run: (x: tf.Tensor4D) => tf.Tensor): tf.Tensor {
  return toFirst(run(tf.pad(toLast(x), [[0, 0], ...pairsOf(pads), [0, 0]], value) as tf.Tensor4D));
}

const conv: Run = ([x, w, b], { pads, strides, dilations, group = 1 }) => {
  const parts = tf.split(x!, group, 1), kernels = tf.split(w!, group, 0);
  const made = parts.map((part, i) =>
    windowed(
      part,
      pads,
      0,
      (x) => tf.conv2d(x, tf.transpose(kernels[i]!, [2, 3, 1, 0]) as tf.Tensor4D, strides, "valid", "NHWC", dilations),
    )
  );
  const y = tf.concat(made, 1);
  return b ? tf.add(y, tf.reshape(b, [-1, 1, 1])) : y;
};

const convTranspose: Run = ([x, w, b], { pads, strides, output_padding: more }) => {
  const [batch, , height, width] = x!.shape as [number, number, number, number], [, filters, ...kernel] = w!.shape;
  const sides = [height, width].map((side, i) => (side - 1) * strides[i] + kernel[i]! + more[i]);
  const filter = tf.transpose(w!, [2, 3, 1, 0]) as tf.Tensor4D;
  const whole = tf.conv2dTranspose(
    toLast(x!) as tf.Tensor4D,
    filter,
    [batch, sides[0]!, sides[1]!, filters!],
    strides,
    "valid",
  );
  const ends = sides.map((side, i) => side - pads[i] - pads[i + 2]);
  const y = toFirst(tf.slice(whole, [0, pads[0], pads[1], 0], [-1, ends[0]!, ends[1]!, -1]));
  return b ? tf.add(y, tf.reshape(b, [-1, 1, 1])) : y;
};

const averagePool: Run = ([x], { pads, strides, kernel_shape: size, count_include_pad: counts }) => {
  const sum = (x: tf.Tensor) =>
    windowed(x, pads, 0, (x) => tf.mul(tf.avgPool(x, size, strides, "valid"), size[0] * size[1]));
  return tf.div(sum(x!), counts ? size[0] * size[1] : sum(tf.onesLike(x!)));
};

/** By rows and columns, each output from the place that the attributes name. */
const resize: Run = ([x, , , sizes], { mode, coordinate_transformation_mode: how, nearest_mode: rounding }) => {
  const along = (x: tf.Tensor, axis: number, to: number) => {
    const from = x.shape[axis]!, last = from - 1;
    const places = Array.from({ length: to }, (_, i) => {
      if (how === "align_corners") return to === 1 ? 0 : i * last / (to - 1);
      return how === "half_pixel" ? (i + 0.5) * from / to - 0.5 : i * from / to;
    });
    const pick = (at: number[]) =>
      tf.gather(x, tf.tensor1d(at.map((place) => Math.min(last, Math.max(0, place))), "int32"), axis);
    if (mode === "nearest") {
      return pick(places.map((place) => rounding === "floor" ? Math.floor(place) : Math.floor(place + 0.5)));
    }
    const low = places.map(Math.floor),
      share = tf.reshape(tf.tensor1d(places.map((place, i) => place - low[i]!)), axis === 2 ? [-1, 1] : [-1]);
    return tf.add(tf.mul(pick(low), tf.sub(1, share)), tf.mul(pick(low.map((place) => place + 1)), share));
  };
  const [, , height, width] = list(sizes);
  return along(along(x!, 2, height!), 3, width!);
};

const slice: Run = ([x, starts, ends, axes, steps]) => {
  const [from, to, at] = [starts, ends, axes].map((it) => it && list(it)),
    by = steps ? list(steps) : from!.map(() => 1);
  return (at ?? from!.map((_, i) => i)).reduce((x, axis, i) => {
    const length = x.shape[axis]!, step = by[i]!, within = (edge: number) => edge < 0 ? edge + length : edge;
    const bound = step > 0 ? [0, length] as const : [-1, length - 1] as const;
    const clamp = (edge: number) => Math.min(bound[1], Math.max(bound[0], within(edge))),
      end = clamp(to![i]!),
      picked: number[] = [];
    for (let place = clamp(from![i]!); step > 0 ? place < end : place > end; place += step) picked.push(place);
    return tf.gather(x, tf.tensor1d(picked, "int32"), axis);
  }, x!);
};

const OTHERS: Readonly<Record<string, Run>> = {
  ...{ Conv: conv, ConvTranspose: convTranspose, AveragePool: averagePool, Resize: resize, Slice: slice },
  MaxPool: ([x], { pads, strides, kernel_shape: size }) =>
    windowed(x!, pads, -Infinity, (x) => tf.maxPool(x, size, strides, "valid")),
  BatchNormalization: ([x, scale, offset, mean, variance], { epsilon }) => {
    const [s, o, m, v] = [scale, offset, mean, variance].map((it) => tf.reshape(it!, [-1, 1, 1]));
    return tf.add(tf.mul(tf.div(tf.sub(x!, m!), tf.sqrt(tf.add(v!, epsilon))), s!), o!);
  },
  LayerNormalization: ([x, scale, offset], { epsilon }) => {
    const { mean, variance } = tf.moments(x!, -1, true);
    return tf.add(tf.mul(tf.div(tf.sub(x!, mean), tf.sqrt(tf.add(variance, epsilon))), scale!), offset!);
  },
  ReduceSum: reduce(tf.sum),
  ReduceMean: reduce(tf.mean),
  ReduceMax: reduce(tf.max),
  ReduceMin: reduce(tf.min),
  ReduceProd: reduce(tf.prod),
  ArgMax: ([x], { axis }) => tf.argMax(x!, axis),
  ArgMin: ([x], { axis }) => tf.argMin(x!, axis),
  TopK: ([x, k], { sorted }) => Object.values(tf.topk(x!, list(k)[0], sorted === 1)),
  CumSum: ([x, axis], { exclusive, reverse }) => tf.cumsum(x!, list(axis)[0], exclusive === 1, reverse === 1),
  Softmax: ([x], { axis }) => tf.exp(tf.sub(x!, tf.logSumExp(x!, axis, true))),
  LogSoftmax: ([x], { axis }) => tf.sub(x!, tf.logSumExp(x!, axis, true)),
  Clip: ([x, least, most]) => tf.minimum(tf.maximum(x!, least!), most!),
  LeakyRelu: ([x], { alpha }) => tf.leakyRelu(x!, alpha),
  PRelu: ([x, slope]) => tf.where(tf.less(x!, 0), tf.mul(x!, slope!), x!),
  Cast: ([x], how) => cast(x!, how),
  Mod: each(tf.mod),
  Pow: each(tf.pow),
  MatMul: each((a, b) => tf.matMul(a, b)),
  Sum: (all) => tf.addN(all as tf.Tensor[]),
  Where: each(tf.where),
  Identity: each(tf.clone),
  Shape: ([x]) => tf.tensor1d(x!.shape, "int32"),
  Reshape: ([x, shape]) => tf.reshape(x!, list(shape)),
  Transpose: ([x], { perm }) => tf.transpose(x!, perm),
  Concat: (all, { axis }) => tf.concat(all as tf.Tensor[], axis),
  Unsqueeze: ([x, axes]) => list(axes).reduce((x, axis) => tf.expandDims(x, axis), x!),
  Squeeze: ([x, axes]) => tf.squeeze(x!, list(axes)),
  Split: ([x, lengths], { axis }) => tf.split(x!, list(lengths), axis),
  Pad: ([x, pads, value], { mode }) =>
    mode === "constant" ? tf.pad(x!, pairsOf(list(pads)), list(value)[0]) : tf.mirrorPad(x!, pairsOf(list(pads)), mode),
  Tile: ([x, reps]) => tf.tile(x!, list(reps)),
  Expand: ([x, shape]) => tf.broadcastTo(x!, list(shape)),
  Gather: ([x, indices], { axis }) => tf.gather(x!, tf.cast(indices!, "int32"), axis),
  OneHot: ([indices, depth, values]) =>
    tf.oneHot(indices as tf.Tensor1D, list(depth)[0]!, list(values)[1], list(values)[0], "float32"),
  Einsum: (all, { equation }) => tf.einsum(equation, ...all as tf.Tensor[]),
};
const SAME: Readonly<Record<string, string>> = {
  ...{
    Mul: "mul",
    Div: "div",
    Max: "maximum",
    Min: "minimum",
    GreaterOrEqual: "greaterEqual",
    LessOrEqual: "lessEqual",
  },
  ...{ And: "logicalAnd", Or: "logicalOr", Not: "logicalNot" },
};

function run({ type, inputs, outputs, attributes }: ReadNode, values: ReadonlyMap<string, tf.Tensor>): tf.Tensor[] {
  const named = tf as unknown as Readonly<Record<string, (...x: unknown[]) => tf.Tensor>>;
  const word = SAME[type] ?? type[0]!.toLowerCase() + type.slice(1),
    how = OTHERS[type] ?? (named[word] && each(named[word] as never));
  if (how === undefined) throw new TypeError(`Cannot run ONNX as its operation must be known: got ${type}.`);
  return [how(inputs.map((name) => values.get(name)), attributes, outputs.length)].flat();
}

function tensorOf({ type, shape, raw }: ReadTensor): tf.Tensor {
  const buffer = raw.slice().buffer, dtype = DTYPES[type as 1];
  const data = type === 1
    ? new Float32Array(buffer)
    : type === 6
    ? new Int32Array(buffer)
    : type === 9
    ? raw
    : Int32Array.from(
      new BigInt64Array(buffer),
      (value) =>
        Number(value > 2n ** 31n - 1n ? 2n ** 31n - 1n : value < -(2n ** 31n) + 1n ? -(2n ** 31n) + 1n : value),
    );
  return tf.tensor(data as Int32Array, [...shape], dtype);
}

/** What a model puts out, by name. */
export function runOnnx(
  { nodes, initializers, outputs }: ReadModel,
  inputs: Readonly<Record<string, tf.Tensor>>,
): Record<string, tf.Tensor> {
  return tf.tidy(() => {
    const values = new Map([
      ...Object.entries(inputs),
      ...[...initializers].map(([name, it]) => [name, tensorOf(it)] as const),
    ]);
    for (const node of nodes) run(node, values).forEach((made, i) => values.set(node.outputs[i]!, made));
    return Object.fromEntries([...outputs.keys()].map((name) => [name, values.get(name)!]));
  });
}
