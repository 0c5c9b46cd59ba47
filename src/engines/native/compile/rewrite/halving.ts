/**
 * How operations are done in halves: given along which axis what they read is halved, along which axis their results then are.
 * What adds up along that axis is done for each half and added. Operations that are not in the table are done whole.
 */
import { ONE_PASS_OPERATIONS } from "../../binding/one_pass.ts";
import type { Operation } from "../records.ts";

/** An operation that might be halved. */
export interface Candidate extends Pick<Operation, "name" | "attributes" | "inputs"> {
  /** Of each input, all of which are known. */
  readonly shapes: readonly (readonly number[])[];
  /** Along which axis an input is halved already. */
  readonly axes: readonly (number | undefined)[];
  /** Of its first result. */
  readonly shape: readonly number[];
  /** The numbers in an input that is constant. */
  values(input: number): readonly number[] | undefined;
}

/** How an operation is halved. */
export interface Halving {
  /** Along which axis each input is needed in halves; undefined for all of it. */
  readonly inputs: readonly (number | undefined)[];
  /** Along which axis the results are halved; or that they are added up, or averaged. */
  readonly results: number | "sum" | "mean";
  /** An input that is other numbers: their place, and the numbers. */
  readonly numbers?: readonly [input: number, values: readonly number[]];
  /** The multiplications of all of it. */
  readonly products?: number;
}

type Rule = (candidate: Candidate) => Halving | undefined;

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
const attribute = ({ attributes }: Candidate, name: string) => attributes.find((it) => it.name === name)?.value;
const first = ({ axes }: Candidate) => axes.findIndex((axis) => axis !== undefined);
/** An input halved along its first axis, the others whole. */
const along = ({ inputs }: Candidate, ...places: readonly number[]): readonly (0 | undefined)[] =>
  inputs.map((_, i) => places.includes(i) ? 0 : undefined);

/** Each number of the result comes of the numbers in its place. */
const pointwise: Rule = (it) => {
  const { shapes, axes, shape } = it, place = first(it);
  const axis = axes[place]! + shape.length - shapes[place]!.length;
  return {
    inputs: shapes.map((shapeOf) => {
      const own = axis - (shape.length - shapeOf.length);
      return own < 0 || shapeOf[own] === 1 ? undefined : own;
    }),
    results: axis,
  };
};

const product: Rule = (it) => {
  const { shapes: [a, b], axes: [left, right], shape } = it as { shapes: number[][] } & Candidate;
  const turned = (name: string) => (attribute(it, `transpose_${name}`) ?? attribute(it, `adj_${name}`)) === true;
  const batched = attribute(it, "adj_x") !== undefined, [forA, forB] = batched ? ["x", "y"] : ["a", "b"];
  const [rows, inner] = turned(forA!) ? [1, 2] : [2, 1], [innerB, columns] = turned(forB!) ? [1, 2] : [2, 1];
  const [atRows, atInner] = [a!.length - rows, a!.length - inner];
  const [atInnerB, atColumns] = [b!.length - innerB, b!.length - columns];
  const products = size(shape) * a![atInner]!;
  const batch = left !== undefined && left < a!.length - 2
    ? left + shape.length - a!.length
    : right !== undefined && right < b!.length - 2
    ? right + shape.length - b!.length
    : undefined;
  if (batch !== undefined) {
    return { ...pointwise({ ...it, axes: [batch - shape.length + a!.length, undefined] })!, products };
  }
  if (left === atRows) return { inputs: [left, undefined], results: shape.length - 2, products };
  if (left === atInner || right === atInnerB) {
    // Where the sum is larger than what it is of, to put that together is less work than to add.
    return size(shape) > size(a!) + size(b!) ? undefined : { inputs: [atInner, atInnerB], results: "sum", products };
  }
  return { inputs: [undefined, atColumns], results: shape.length - 1, products };
};

const reduced = (added: Halving["results"] | undefined): Rule => (it) => {
  const { shapes: [shape], axes: [axis] } = it as { shapes: number[][] } & Candidate, values = it.values(1);
  if (axis === undefined || values === undefined) return;
  const gone = values.map((value) => value < 0 ? value + shape!.length : value);
  if (gone.includes(axis)) return added === undefined ? undefined : { inputs: [axis, undefined], results: added };
  const kept = attribute(it, "keep_dims") === true;
  return { inputs: [axis, undefined], results: kept ? axis : axis - gone.filter((other) => other < axis).length };
};

/** Along each row by itself. */
const alongRows: Rule = ({ shapes: [shape], axes: [axis], inputs }) =>
  axis === undefined || axis === shape!.length - 1
    ? undefined
    : { inputs: inputs.map((_, i) => i === 0 ? axis : undefined), results: axis };

const reshaped: Rule = (it) => {
  const { shapes: [before], axes: [axis], shape } = it as { shapes: number[][] } & Candidate;
  if (axis === undefined || it.values(1) === undefined) return;
  const ahead = size(before!.slice(0, axis));
  const to = shape.findIndex((length, i) => length > 1 && size(shape.slice(0, i)) === ahead);
  if (to < 0 || shape[to]! % 2 === 1) return;
  return { inputs: [axis, undefined], results: to, numbers: [1, shape.with(to, shape[to]! / 2)] };
};

const transposed: Rule = (it) => {
  const [axis] = it.axes, order = it.values(1);
  return axis === undefined || order === undefined
    ? undefined
    : { inputs: [axis, undefined], results: order.indexOf(axis) };
};

const unpacked: Rule = (it) => {
  const [axis] = it.axes, at = attribute(it, "axis") as number, from = at < 0 ? at + it.shapes[0]!.length : at;
  return axis === from ? undefined : { inputs: [axis], results: axis! > from ? axis! - 1 : axis! };
};

const packed: Rule = (it) => {
  const axis = it.axes[first(it)]!, at = attribute(it, "axis") as number, to = at < 0 ? at + it.shape.length : at;
  return { inputs: it.inputs.map(() => axis), results: axis >= to ? axis + 1 : axis };
};

const cut: Rule = (it) => {
  const { shapes: [before], axes: [axis], shape } = it as { shapes: number[][] } & Candidate;
  if (axis === undefined || it.values(1)?.[axis] !== 0 || it.values(2) === undefined) return;
  if (shape[axis] !== before![axis]) return;
  return { inputs: [axis, undefined, undefined], results: axis, numbers: [2, shape.with(axis, shape[axis]! / 2)] };
};

const padded: Rule = (it) => {
  const [axis] = it.axes, pads = it.values(1);
  if (axis === undefined || pads === undefined || pads[2 * axis] !== 0 || pads[2 * axis + 1] !== 0) return;
  return { inputs: it.inputs.map((_, i) => i === 0 ? axis : undefined), results: axis };
};

/** Rows of a table, by their numbers. */
const gathered: Rule = (it) => {
  const axis = it.axes[1], batched = attribute(it, "batch_dims") ?? 0;
  // Of each row of its own.
  if (batched === 1) return it.axes[0] === 0 ? { inputs: [0, 0, undefined], results: 0 } : undefined;
  if (axis === undefined || it.values(2)?.[0] !== 0 || batched !== 0) return;
  return { inputs: [undefined, axis, undefined], results: axis };
};

/** Image by image, by the filter that they share. */
const images = (...places: number[]): Rule => (it) => {
  if (!places.every((place) => it.axes[place] === 0 || it.axes[place] === undefined)) return;
  const made = it.name === "Conv2DBackpropInput" ? it.shapes[2]! : it.shape;
  const each = it.shapes[1]!.slice(0, it.name === "DepthwiseConv2dNative" ? 2 : 3);
  return { inputs: along(it, ...places), results: 0, products: size(made) * size(each) };
};

/** Sums over images, or over rows. */
const added = (...places: number[]): Rule => (it) =>
  it.axes[places[0]!] === 0 ? { inputs: along(it, ...places), results: "sum" } : undefined;

const rows = (...places: number[]): Rule => (it) =>
  it.axes[places[0]!] === 0 ? { inputs: along(it, ...places), results: 0 } : undefined;

const fusedImages: Rule = (it) => images(0, ...it.inputs.length > 3 ? [3] : [])(it);

const imageGradients: Rule = (it) => {
  const lengths = it.values(0), halved = images(2)(it);
  if (lengths === undefined || halved === undefined || it.axes[2] !== 0) return;
  return { ...halved, numbers: [0, lengths.with(0, lengths[0]! / 2)] };
};

const POINTWISE = [
  ...[
    "Add",
    "AddV2",
    "Sub",
    "Mul",
    "Div",
    "RealDiv",
    "DivNoNan",
    "Maximum",
    "Minimum",
    "SquaredDifference",
    "Pow",
    "AddN",
  ],
  ...["Square", "Sqrt", "Rsqrt", "Exp", "Expm1", "Log", "Log1p", "Erf", "Neg", "Abs", "Sign", "Reciprocal", "Cast"],
  ...["Relu", "Relu6", "ReluGrad", "Relu6Grad", "Elu", "EluGrad", "Selu", "SeluGrad", "Softplus", "LeakyRelu"],
  ...["Tanh", "TanhGrad", "Sigmoid", "SigmoidGrad", "BiasAdd", "SelectV2", "ClipByValue", "IsNan", "IsFinite"],
  ...ONE_PASS_OPERATIONS,
  ...["Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual", "LogicalAnd", "LogicalOr", "LogicalNot"],
];

const rules: ReadonlyMap<string, Rule> = new Map(Object.entries<Rule>({
  ...Object.fromEntries(POINTWISE.map((name) => [name, pointwise])),
  ...{ MatMul: product, BatchMatMulV2: product },
  ...{ Sum: reduced("sum"), Mean: reduced("mean"), Max: reduced(undefined), Min: reduced(undefined) },
  ...{ Any: reduced(undefined), All: reduced(undefined), ArgMax: reduced(undefined) },
  ...{ Softmax: alongRows, LogSoftmax: alongRows, _MklLayerNorm: alongRows },
  ...{
    Reshape: reshaped,
    Transpose: transposed,
    Unpack: unpacked,
    Pack: packed,
    Slice: cut,
    Pad: padded,
    PadV2: padded,
  },
  ...{ GatherV2: gathered, UnsortedSegmentSum: added(0, 1) },
  ...{ SparseSoftmaxCrossEntropyWithLogits: rows(0, 1), SoftmaxCrossEntropyWithLogits: rows(0, 1) },
  ...{ Conv2D: images(0), DepthwiseConv2dNative: images(0), _MklNativeFusedConv2D: fusedImages },
  ...{ Conv2DBackpropInput: imageGradients, Conv2DBackpropFilter: added(0, 2) },
  ...{ MaxPool: rows(0), AvgPool: rows(0), MaxPoolGrad: rows(0, 1, 2) },
}));

/** How an operation is halved, one of whose inputs is in halves; undefined where it is done whole. */
export function halving(candidate: Candidate): Halving | undefined {
  return candidate.axes.some((axis) => axis !== undefined) ? rules.get(candidate.name)?.(candidate) : undefined;
}
