/** Sums, means, extremes and shares along axes, and running sums. */
import type { Operation, Value } from "../../../graph/graph.ts";
import type { Emitter, Order } from "./emitter.ts";
import { ELEMENT } from "./model.ts";
import type { Writer } from "./pointwise.ts";

/** An axis by its place where channels come first. */
export function axisIn(order: Order, axis: number, rank: number): number {
  if (order === "last" || axis === 0) return axis;
  return axis === rank - 1 ? 1 : axis + 1;
}

function axesOf({ settings: { reductionIndices, axis = reductionIndices } }: Operation, { shape }: Value): number[] {
  const given = axis === undefined ? shape.map((_, i) => i) : [axis].flat() as number[];
  return given.map((axis) => axis < 0 ? axis + shape.length : axis).toSorted((a, b) => a - b);
}

/** Where channels come first, what remains must be in the same order as where they come last. */
function orderOf(x: Value, axes: readonly number[], keepDims: boolean, emitter: Emitter): Order {
  if (!emitter.isFirst(x)) return "last";
  const rank = x.shape.length, left = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const places = left.filter((axis) => axis > 0 && axis < rank - 1);
  return keepDims || places.length === 0 || !left.includes(rank - 1) ? "first" : "last";
}

function reduce(type: string): Writer {
  return (operation, emitter) => {
    const x = Object.values(operation.inputs)[0]!, y = operation.outputs[0]!, rank = x.shape.length;
    const axes = axesOf(operation, x), keepDims = operation.settings.keepDims === true;
    const order = orderOf(x, axes, keepDims, emitter), given = emitter.name(x, order);
    const there = axes.map((axis) => axisIn(order, axis, rank)), keepdims = Number(keepDims);
    const isTruth = x.dtype === "bool", input = isTruth ? emitter.node("Cast", [given], { to: ELEMENT.int32 }) : given;
    // Since opset 13 a sum takes its axes as an input, which the others do from 18 on.
    const made = type === "ReduceSum"
      ? emitter.node(type, [input, emitter.ints(there)], { keepdims })
      : emitter.node(type, [input], { axes: there, keepdims });
    emitter.set(
      y,
      y.dtype === "bool" ? emitter.node("Cast", [made], { to: ELEMENT.bool }) : made,
      keepDims ? order : "last",
    );
  };
}

function place(type: string): Writer {
  return ({ inputs: { x }, settings: { axis = 0 }, outputs: [y] }, { name, node, set }) => {
    const found = node(type, [name(x!)], { axis: axis as number, keepdims: 0 });
    set(y!, node("Cast", [found], { to: ELEMENT.int32 }));
  };
}

function softmax(type: string): Writer {
  return ({ inputs: { logits }, settings: { dim, axis = dim ?? -1 }, outputs: [y] }, emitter) => {
    const order = emitter.isFirst(logits!) ? "first" : "last", rank = logits!.shape.length;
    const at = axisIn(order, (axis as number) < 0 ? (axis as number) + rank : axis as number, rank);
    emitter.set(y!, emitter.node(type, [emitter.name(logits!, order)], { axis: at }), order);
  };
}

/** By the kernels' names. */
export const reducing: Readonly<Record<string, Writer>> = {
  Sum: reduce("ReduceSum"),
  Mean: reduce("ReduceMean"),
  Max: reduce("ReduceMax"),
  Min: reduce("ReduceMin"),
  Prod: reduce("ReduceProd"),
  All: reduce("ReduceMin"),
  Any: reduce("ReduceMax"),
  ArgMax: place("ArgMax"),
  ArgMin: place("ArgMin"),
  TopK: ({ inputs: { x }, settings: { k, sorted }, outputs: [values, indices] }, { name, nodes, node, ints, set }) => {
    const how = { axis: -1, sorted: Number(sorted !== false) };
    const [best, places] = nodes(2, "TopK", [name(x!), ints([k as number])], how);
    set(values!, best!);
    set(indices!, node("Cast", [places!], { to: ELEMENT.int32 }));
  },
  Softmax: softmax("Softmax"),
  LogSoftmax: softmax("LogSoftmax"),
  Cumsum: (
    { inputs: { x }, settings: { axis = 0, exclusive, reverse }, outputs: [y] },
    { name, node, scalar, set },
  ) => {
    const how = { exclusive: Number(exclusive === true), reverse: Number(reverse === true) };
    set(y!, node("CumSum", [name(x!), scalar(axis as number, "int64")], how));
  },
  LayerNorm: ({ inputs: { x, scale, offset }, settings: { epsilon }, outputs: [y] }, { name, node, set }) => {
    const how = { axis: -1, epsilon: { float: epsilon as number } };
    set(y!, node("LayerNormalization", [name(x!), name(scale!), name(offset!)], how));
  },
};
