/** TensorFlow's own words for the kernels of TensorFlow.js: what each is given, in which order. */
import type { Operation, Setting, Size, Value } from "../../../graph/graph.ts";
import { windows } from "./windows.ts";
import { T, type Word } from "./node.ts";

const first = ({ inputs }: Operation) => Object.values(inputs)[0]!;
const all = ({ inputs }: Operation) => Object.values(inputs);
const sizes = (setting: Setting | undefined) => ({ sizes: [setting].flat() as Size[] });
const whole = (number: Setting | undefined) => ({ number: number as number, dtype: "int32" } as const);

const plain = (op: string): Word => (operation) => ({ op, given: all(operation), attributes: T(first(operation)) });
const truth = (op: string): Word => (operation) => ({ op, given: all(operation) });

const SAME = [
  "Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Elu Erf Exp Expm1 Floor Log Log1p Neg Reciprocal",
  "Relu Relu6 Round Rsqrt Selu Sigmoid Sign Sin Sinh Softplus Sqrt Square Tan Tanh Sub RealDiv",
  "FloorDiv Pow Maximum Minimum IsNan IsInf SquaredDifference Equal NotEqual Greater GreaterEqual Less",
  "LessEqual Softmax LogSoftmax ZerosLike OnesLike",
].flatMap((line) => line.split(" "));

/** Axes of a reduction; all of them where none are named. */
function axesOf({ settings: { reductionIndices, axis = reductionIndices } }: Operation, { shape }: Value) {
  return sizes(axis ?? shape.map((_, i) => i));
}

const reduce = (op: string): Word => (operation) => {
  const x = first(operation), attributes = { ...T(x), keep_dims: { b: operation.settings.keepDims === true } };
  return { op, given: [x, axesOf(operation, x)], attributes };
};

const place = (op: string): Word => ({ inputs: { x }, settings: { axis = 0 } }) => ({
  op,
  given: [x!, whole(axis)],
  attributes: { ...T(x!), output_type: { type: "int32" } },
});

const listed = (op: string): Word => (operation) => {
  const values = all(operation), N = { N: { i: values.length } };
  const axis = operation.settings.axis as number | undefined;
  if (op === "ConcatV2") return { op, given: [...values, whole(axis)], attributes: { ...T(values[0]!), ...N } };
  return { op, given: values, attributes: { ...T(values[0]!), ...N, ...axis !== undefined && { axis: { i: axis } } } };
};

const masks = ["begin", "end", "ellipsis", "newAxis", "shrinkAxis"];

/** By the kernels' names. */
export const WORDS: Readonly<Record<string, Word>> = {
  ...Object.fromEntries(SAME.map((op) => [op, plain(op)])),
  ...Object.fromEntries(["LogicalAnd", "LogicalOr", "LogicalNot"].map((op) => [op, truth(op)])),
  ...Object.fromEntries(["Sum", "Mean", "Max", "Min", "Prod"].map((op) => [op, reduce(op)])),
  ...{ All: reduce("All"), Any: reduce("Any"), ArgMax: place("ArgMax"), ArgMin: place("ArgMin") },
  ...{ Add: plain("AddV2"), Multiply: plain("Mul"), Mod: plain("FloorMod"), AddN: listed("AddN") },
  ...{ Concat: listed("ConcatV2"), Pack: listed("Pack") },
  ...windows,
  Select: ({ inputs: { condition, t, e } }) => ({ op: "SelectV2", given: [condition!, t!, e!], attributes: T(t!) }),
  Cast: ({ inputs: { x }, outputs: [y] }) => ({
    op: "Cast",
    given: [x!],
    attributes: { SrcT: { type: x!.dtype }, DstT: { type: y!.dtype } },
  }),
  LeakyRelu: ({ inputs: { x }, settings: { alpha } }) => ({
    op: "LeakyRelu",
    given: [x!],
    attributes: { ...T(x!), alpha: { f: alpha as number } },
  }),
  ClipByValue: ({ inputs: { x }, settings: { clipValueMin, clipValueMax } }) => ({
    op: "ClipByValue",
    given: [x!, ...[clipValueMin, clipValueMax].map((number) => ({ number: number as number, dtype: x!.dtype }))],
    attributes: T(x!),
  }),
  Reshape: ({ inputs: { x }, outputs: [y] }) => {
    const free = y!.shape.filter((side) => typeof side !== "number").length;
    const shape = free === 1 ? y!.shape.map((side) => typeof side === "number" ? side : -1) : y!.shape;
    return { op: "Reshape", given: [x!, { sizes: shape }], attributes: { ...T(x!), Tshape: { type: "int32" } } };
  },
  Transpose: ({ inputs: { x }, settings: { perm } }) => ({
    op: "Transpose",
    given: [x!, sizes(perm)],
    attributes: T(x!),
  }),
  Unpack: ({ inputs: { value }, outputs, settings: { axis } }) => ({
    op: "Unpack",
    given: [value!],
    attributes: { ...T(value!), num: { i: outputs.length }, axis: { i: axis as number } },
  }),
  SplitV: ({ inputs: { x }, outputs, settings: { axis } }) => ({
    op: "SplitV",
    given: [x!, { sizes: outputs.map(({ shape }) => shape.at(axis as number)!) }, whole(axis)],
    attributes: { ...T(x!), num_split: { i: outputs.length } },
  }),
  // A length of -1 reaches to the end, also where that follows the batch.
  Slice: ({ inputs: { x }, outputs: [y], settings: { begin } }) => ({
    op: "Slice",
    given: [x!, sizes(begin), { sizes: y!.shape.map((side, axis) => isSame(x!.shape[axis], side) ? -1 : side) }],
    attributes: T(x!),
  }),
  StridedSlice: ({ inputs: { x }, settings }) => ({
    op: "StridedSlice",
    given: [
      x!,
      sizes(settings.begin),
      sizes(settings.end),
      sizes(settings.strides ?? [settings.begin].flat().map(() => 1)),
    ],
    attributes: {
      ...T(x!),
      Index: { type: "int32" },
      ...Object.fromEntries(masks.map((mask) => [
        `${mask.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`)}_mask`,
        { i: settings[`${mask}Mask`] as number | undefined ?? 0 },
      ])),
    },
  }),
  PadV2: ({ inputs: { x }, settings: { paddings, constantValue = 0 } }) => ({
    op: "PadV2",
    given: [x!, { pairs: paddings as number[][] }, { number: constantValue as number, dtype: x!.dtype }],
    attributes: T(x!),
  }),
  MirrorPad: ({ inputs: { x }, settings: { paddings, mode } }) => ({
    op: "MirrorPad",
    given: [x!, { pairs: paddings as number[][] }],
    attributes: { ...T(x!), mode: { s: String(mode).toUpperCase() } },
  }),
  Reverse: ({ inputs: { x }, settings: { dims } }) => ({
    op: "ReverseV2",
    given: [x!, sizes(dims)],
    attributes: T(x!),
  }),
  Tile: ({ inputs: { x }, settings: { reps } }) => ({ op: "Tile", given: [x!, sizes(reps)], attributes: T(x!) }),
  BroadcastTo: ({ inputs: { x }, outputs: [y] }) => ({
    op: "BroadcastTo",
    given: [x!, { sizes: y!.shape }],
    attributes: T(x!),
  }),
  Fill: ({ outputs: [y], settings: { value } }) => ({
    op: "Fill",
    given: [{ sizes: y!.shape }, { number: value as number, dtype: y!.dtype }],
    attributes: T(y!),
  }),
  GatherV2: ({ inputs: { x, indices }, settings: { axis = 0, batchDims = 0 } }) => ({
    op: "GatherV2",
    given: [x!, indices!, whole(axis)],
    attributes: {
      ...{ Tparams: { type: x!.dtype }, Tindices: { type: indices!.dtype }, Taxis: { type: "int32" } },
      batch_dims: { i: batchDims as number },
    },
  }),
  OneHot: ({ inputs: { indices }, outputs: [y], settings: { depth, onValue = 1, offValue = 0 } }) => ({
    op: "OneHot",
    given: [
      indices!,
      whole(depth),
      ...[onValue, offValue].map((value) => ({ number: value as number, dtype: y!.dtype })),
    ],
    attributes: { ...T(y!), TI: { type: "int32" }, axis: { i: -1 } },
  }),
  TopK: ({ inputs: { x }, settings: { k, sorted } }) => ({
    op: "TopKV2",
    given: [x!, whole(k)],
    attributes: { ...T(x!), sorted: { b: sorted !== false } },
  }),
  Cumsum: ({ inputs: { x }, settings: { axis = 0, exclusive, reverse } }) => ({
    op: "Cumsum",
    given: [x!, whole(axis)],
    attributes: { ...T(x!), exclusive: { b: exclusive === true }, reverse: { b: reverse === true } },
  }),
  BatchMatMul: ({ inputs: { a, b }, settings: { transposeA, transposeB } }) => ({
    op: "BatchMatMulV2",
    given: [a!, b!],
    attributes: { ...T(a!), adj_x: { b: transposeA === true }, adj_y: { b: transposeB === true } },
  }),
  Einsum: (operation) => ({
    op: "Einsum",
    given: all(operation),
    attributes: {
      ...T(first(operation)),
      N: { i: all(operation).length },
      equation: { s: operation.settings.equation as string },
    },
  }),
};

function isSame(one: Size | undefined, two: Size): boolean {
  return JSON.stringify(one) === JSON.stringify(two);
}
