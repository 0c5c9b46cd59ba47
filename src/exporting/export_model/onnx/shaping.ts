/** Operations that move numbers: reshaping, turning, joining, cutting, gathering; and products of matrices. */
import type { Operation, Size, Value } from "../../../graph/graph.ts";
import { isSameSize } from "../../../graph/record/sizes.ts";
import { transposed } from "../../../tensors/transposed.ts";
import { refuse } from "../refuse.ts";
import type { Emitter } from "./emitter.ts";
import { ELEMENT } from "./model.ts";
import { commonOrder, type Writer } from "./pointwise.ts";
import { axisIn } from "./reducing.ts";

/** To the end of an axis, however long it is. */
const END = Number.MAX_SAFE_INTEGER;

const reshape: Writer = ({ inputs: { x }, outputs: [y] }, emitter) => {
  const { name, node, ints, sizes, set } = emitter;
  const isFirst = emitter.isFirst(x!) && isSameRow(x!, y!), order = isFirst ? "first" : "last";
  const shape = isFirst ? [y!.shape[0]!, y!.shape.at(-1)!, ...y!.shape.slice(1, -1)] : y!.shape;
  const free = shape.filter((side) => typeof side !== "number").length;
  const target = free === 1 ? ints(shape.map((side) => typeof side === "number" ? side : -1)) : sizes(shape);
  set(y!, node("Reshape", [name(x!, order), target]), order);
};

/** Whether two shapes differ in places of length 1 alone: then their channels may stay first. */
function isSameRow({ shape: x }: Value, { shape: y }: Value): boolean {
  const places = (shape: readonly Size[]) => shape.slice(1, -1).filter((side) => side !== 1);
  const [one, two] = [places(x), places(y)];
  return x.length > 2 && y.length > 2 && isSameSize(x[0], y[0]) && isSameSize(x.at(-1), y.at(-1)) &&
    one.length === two.length && one.every((side, i) => isSameSize(side, two[i]));
}

const concat: Writer = ({ inputs, outputs: [y], settings: { axis } }, emitter) => {
  const values = Object.values(inputs), rank = y!.shape.length, order = commonOrder(values, rank, emitter);
  const at = axisIn(order, (axis as number) < 0 ? (axis as number) + rank : axis as number, rank);
  emitter.set(y!, emitter.node("Concat", values.map((value) => emitter.name(value, order)), { axis: at }), order);
};

const pack: Writer = ({ inputs, outputs: [y], settings: { axis } }, { name, node, ints, set }) => {
  const parts = Object.values(inputs).map((value) => node("Unsqueeze", [name(value), ints([axis as number])]));
  set(y!, node("Concat", parts, { axis: axis as number }));
};

const unpack: Writer = ({ inputs: { value }, outputs, settings: { axis } }, { name, node, nodes, ints, set }) => {
  const parts = nodes(outputs.length, "Split", [name(value!), ints(outputs.map(() => 1))], { axis: axis as number });
  parts.forEach((part, i) => set(outputs[i]!, node("Squeeze", [part, ints([axis as number])])));
};

const split: Writer = (operation, emitter) => {
  const { inputs: { x }, outputs, settings: { axis } } = operation, rank = x!.shape.length;
  const at = (axis as number) < 0 ? (axis as number) + rank : axis as number;
  const lengths = outputs.map(({ shape }) => shape[at]!);
  if (!lengths.every((side) => typeof side === "number")) throw refuse("ONNX", operation, "the batch stays whole");
  const order = emitter.isFirst(x!) ? "first" : "last";
  const inputs = [emitter.name(x!, order), emitter.ints(lengths as number[])];
  const parts = emitter.nodes(outputs.length, "Split", inputs, { axis: axisIn(order, at, rank) });
  parts.forEach((part, i) => emitter.set(outputs[i]!, part, order));
};

const slice: Writer = (operation, emitter) => {
  const { inputs: { x }, outputs: [y], settings: { begin } } = operation, { shape } = x!;
  const begins = begin as Size[],
    cut = shape.map((_, axis) => axis).filter((axis) => !isSameSize(shape[axis], y!.shape[axis]));
  if (cut.some((axis) => typeof begins[axis] !== "number" || typeof y!.shape[axis] !== "number")) {
    throw refuse("ONNX", operation, "the batch stays whole");
  }
  const starts = cut.map((axis) => begins[axis] as number);
  emitter.set(y!, cutOf(x!, cut, starts, starts.map((start, i) => start + (y!.shape[cut[i]!] as number)), emitter));
};

function cutOf(
  x: Value,
  axes: readonly number[],
  starts: number[],
  ends: number[],
  { name, node, ints }: Emitter,
): string {
  return node("Slice", [name(x), ints(starts), ints(ends), ints(axes)]);
}

const stridedSlice: Writer = (operation, { name, node, ints, sizes, set }) => {
  const { inputs: { x }, outputs: [y], settings } = operation, { shape } = x!, { begin, end, strides } = settings;
  const mask = (name: string, axis: number) => ((settings[name] as number | undefined ?? 0) >> axis & 1) === 1;
  if (settings.ellipsisMask || settings.newAxisMask) {
    throw refuse("ONNX", operation, "masks of begin, end and shrink serve alone");
  }
  const axes = (begin as Size[]).map((_, axis) => axis), steps = (strides as number[] | undefined) ?? axes.map(() => 1);
  const edges = axes.map((axis) => {
    const back = steps[axis]! < 0,
      first = (begin as Size[])[axis]!,
      last = (end as Size[])[axis]!,
      isShrunk = mask("shrinkAxisMask", axis);
    const start = mask("beginMask", axis) && !isShrunk ? back ? END : 0 : first;
    if (isShrunk) return [start, start === -1 ? END : (start as number) + 1];
    return [start, mask("endMask", axis) || isSameSize(last, shape[axis]) ? back ? -END : END : last];
  });
  if (!edges.flat().every((edge) => typeof edge === "number")) throw refuse("ONNX", operation, "the batch stays whole");
  const [starts, ends] = [0, 1].map((i) => ints(edges.map((edge) => edge[i] as number)));
  const part = node("Slice", [name(x!), starts!, ends!, ints(axes), ints(steps)]);
  set(y!, node("Reshape", [part, sizes(y!.shape)]));
};

function pad(mode: (operation: Operation) => string): Writer {
  return (operation, emitter) => {
    const { inputs: { x }, outputs: [y], settings: { paddings, constantValue = 0 } } = operation;
    const order = emitter.isFirst(x!) ? "first" : "last", rank = x!.shape.length;
    const sides = (paddings as number[][]).map((_, i) => i);
    const turned = sides.toSorted((a, b) => axisIn(order, a, rank) - axisIn(order, b, rank)).map((axis) =>
      (paddings as number[][])[axis]!
    );
    const pads = emitter.ints([...turned.map(([begin]) => begin!), ...turned.map(([, end]) => end!)]);
    const value = emitter.scalar(constantValue as number, y!.dtype);
    emitter.set(y!, emitter.node("Pad", [emitter.name(x!, order), pads, value], { mode: mode(operation) }), order);
  };
}

const mirror = (operation: Operation) => {
  if (operation.settings.mode === "reflect") return "reflect";
  throw refuse("ONNX", operation, "a border is reflected about its edge");
};

const matMul: Writer = ({ inputs: { a, b }, outputs: [y], settings: { transposeA, transposeB } }, emitter) => {
  const side = (value: Value, isTurned: boolean) => {
    if (!isTurned) return emitter.name(value);
    const rank = value.shape.length, perm = [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2];
    if (emitter.constant(value)) return emitter.reshaped(value, "turned", (data) => transposed(data, perm));
    return emitter.node("Transpose", [emitter.name(value)], { perm });
  };
  emitter.set(y!, emitter.node("MatMul", [side(a!, transposeA === true), side(b!, transposeB === true)]));
};

/** By the kernels' names. */
export const shaping: Readonly<Record<string, Writer>> = {
  Reshape: reshape,
  Transpose: ({ inputs: { x }, outputs: [y], settings: { perm } }, { name, node, set }) =>
    set(y!, node("Transpose", [name(x!)], { perm: perm as number[] })),
  Concat: concat,
  Pack: pack,
  Unpack: unpack,
  SplitV: split,
  Slice: slice,
  StridedSlice: stridedSlice,
  PadV2: pad(() => "constant"),
  MirrorPad: pad(mirror),
  Reverse: ({ inputs: { x }, outputs: [y], settings: { dims } }, { name, node, ints, set }) => {
    const axes = dims as number[], each = (number: number) => ints(axes.map(() => number));
    set(y!, axes.length === 0 ? name(x!) : node("Slice", [name(x!), each(-1), each(-END), ints(axes), each(-1)]));
  },
  Tile: ({ inputs: { x }, outputs: [y], settings: { reps } }, { name, node, sizes, set }) =>
    set(y!, node("Tile", [name(x!), sizes(reps as Size[])])),
  BroadcastTo: ({ inputs: { x }, outputs: [y] }, { name, node, sizes, set }) =>
    set(y!, node("Expand", [name(x!), sizes(y!.shape)])),
  Fill: ({ outputs: [y], settings: { value } }, { node, scalar, sizes, set }) =>
    set(y!, node("Expand", [scalar(value as number, y!.dtype), sizes(y!.shape)])),
  GatherV2: (operation, { name, node, set }) => {
    const { inputs: { x, indices }, outputs: [y], settings: { axis = 0, batchDims = 0 } } = operation;
    if (batchDims !== 0) throw refuse("ONNX", operation, "numbers are gathered from the same rows for each sample");
    set(y!, node("Gather", [name(x!), name(indices!)], { axis: axis as number }));
  },
  OneHot: ({ inputs: { indices }, outputs: [y], settings: { depth, onValue = 1, offValue = 0 } }, emitter) => {
    const { name, node, scalar, ints, set } = emitter;
    const values = [offValue, onValue].map((value) => node("Unsqueeze", [scalar(value as number), ints([0])]));
    // The types that onnxruntime has it for.
    const places = node("Cast", [name(indices!)], { to: ELEMENT.int64 });
    const made = node("OneHot", [places, scalar(depth as number, "int64"), node("Concat", values, { axis: 0 })], {
      axis: -1,
    });
    set(y!, y!.dtype === "float32" ? made : node("Cast", [made], { to: ELEMENT[y!.dtype] }));
  },
  BatchMatMul: matMul,
  Einsum: ({ inputs, outputs: [y], settings: { equation } }, { name, node, set }) =>
    set(y!, node("Einsum", Object.values(inputs).map((value) => name(value)), { equation: equation as string })),
};
