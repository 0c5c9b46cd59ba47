/**
 * Numbers put into another order, by all threads: axes turned, tensors put beside each other and taken apart again.
 * tfjs's own kernels make a view for each run of numbers, on one thread, which takes longer than to copy it.
 */
import { kernel, taskSize } from "./crew.ts";
import type { Info } from "./heap.ts";
import { type Kernels, shipped, type Workshop } from "./kernel.ts";
import { tf } from "../../tf.ts";

/** An axis: how long it is, and from one to the next in the one array and in the other. */
export interface Axis {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** What is put where. All sizes and strides count numbers of four bytes. */
export interface Move {
  readonly from: Info;
  readonly to: Info;
  /** Where in them the first number lies. Default 0. */
  readonly start?: { readonly from: number; readonly to: number };
  /** All axes but those of numbers that lie side by side. */
  readonly others?: readonly Axis[];
  /** The last axis of `to`, or if `columns` is that, any. */
  readonly rows: Axis;
  /** The last axis of `from`. */
  readonly columns: Omit<Axis, "from">;
}

/** The most axes beside rows and columns. */
export const mostOthers = 6;

/** Puts numbers where they belong. */
export function move({ heap, crew }: Pick<Workshop, "heap" | "crew">, given: Move): void {
  const { from, to, start = { from: 0, to: 0 }, others = [], rows, columns } = given;
  const count = others.reduce((product, { size }) => product * size, 1), size = rows.size * columns.size;
  if (count * size === 0) return;
  const chunk = Math.min(rows.size, 16 * Math.ceil(taskSize / columns.size / 16)),
    chunks = Math.ceil(rows.size / chunk);
  const each = Math.max(1, Math.floor(taskSize / size)), units = count * chunks;
  crew.run(kernel.permute, Math.ceil(units / each), [
    ...[heap.address(from) + start.from * 4, heap.address(to) + start.to * 4, units, each, chunks],
    ...[rows.size, chunk, rows.from, rows.to, columns.size, columns.to],
    ...[others.length, ...others.flatMap(({ size, from, to }) => [size, from, to])],
  ]);
}

/** Copies runs of numbers that lie a stride apart on both sides. */
export function copyRuns(
  workshop: Pick<Workshop, "heap" | "crew">,
  given: Omit<Move, "others" | "columns">,
  run: number,
): void {
  const { rows } = given;
  // A single run is cut into several, so that all threads have some of it.
  if (rows.size === 1 && run % 16 === 0) {
    const part = run / 16;
    return move(workshop, { ...given, rows: { size: 16, from: part, to: part }, columns: { size: part, to: 1 } });
  }
  move(workshop, { ...given, columns: { size: run, to: 1 } });
}

/** The kernel `Transpose`, for numbers of four bytes; everything else stays with the kernel that is there. */
export function transposeKernels(workshop: Workshop): Kernels {
  const otherwise = shipped("Transpose"), { heap } = workshop;
  return {
    Transpose({ x }, { perm }: { readonly perm: readonly number[] }) {
      const axes = merge(x!.shape, perm);
      if (x!.dtype !== "float32" && x!.dtype !== "int32" || axes.length > mostOthers + 2) {
        return otherwise({ x: x! }, { perm } as never);
      }
      const shape = perm.map((axis) => x!.shape[axis]!);
      if (axes.length < 2) return { ...heap.share(x!), shape };
      const y = x!.dtype === "int32" ? heap.integers(shape) : heap.output(shape);
      permute(workshop, x!, y, axes);
      return y;
    },
  };
}

/** Puts a tensor's axes in another order: those that `merge` answers. */
function permute(workshop: Workshop, from: Info, to: Info, axes: readonly Axis[]): void {
  const isSideBySide = axes.at(-1)!.from === 1;
  const columns = axes.find(({ from }) => from === 1)!, rows = axes.at(isSideBySide ? -2 : -1)!;
  move(workshop, { from, to, rows, columns, others: axes.filter((axis) => axis !== rows && axis !== columns) });
}

/** Puts the last two axes of a tensor in the other's place. */
export function turn(workshop: Workshop, x: Info): Info {
  const rank = x.shape.length, perm = [...x.shape.keys()].map((axis) => axis < rank - 2 ? axis : 2 * rank - 3 - axis);
  const y = workshop.heap.output(perm.map((axis) => x.shape[axis]!));
  const axes = merge(x.shape, perm);
  if (axes.length < 2) {
    move(workshop, { from: x, to: y, rows: { size: 1, from: 0, to: 0 }, columns: { size: axes[0]?.size ?? 1, to: 1 } });
  } else permute(workshop, x, y, axes);
  return y;
}

/** The axes of the outcome in their order, without those of one number, and as one where neighbours stay neighbours. */
export function merge(shape: readonly number[], perm: readonly number[]): Axis[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const merged: { size: number; from: number }[] = [];
  for (const axis of perm) {
    const size = shape[axis]!, from = strides[axis]!, last = merged.at(-1);
    if (size === 1) continue;
    if (last !== undefined && last.from === from * size) merged[merged.length - 1] = { size: last.size * size, from };
    else merged.push({ size, from });
  }
  return merged.map(({ size, from }, i) => ({
    ...{ size, from },
    to: merged.slice(i + 1).reduce((product, { size }) => product * size, 1),
  }));
}

/** The kernels `Pack` and `Unpack`, for float32 numbers; everything else stays with the kernels that are there. */
export function packKernels(workshop: Workshop): Kernels {
  const [pack, unpack] = [shipped("Pack"), shipped("Unpack")], { heap } = workshop;
  const sizes = (shape: readonly number[], axis: number) => ({
    outer: tf.util.sizeFromShape(shape.slice(0, axis)),
    run: tf.util.sizeFromShape(shape.slice(axis + 1)),
  });
  return {
    Pack(inputs, { axis: given }: { readonly axis: number }) {
      const parts = Object.values(inputs), first = parts[0]!.shape;
      const axis = given < 0 ? given + first.length + 1 : given;
      for (const { shape } of parts) {
        if (!tf.util.arraysEqual(shape, first)) {
          throw new RangeError(
            `Cannot stack tensors as they must have one shape: got [${first}] and [${shape}]\n` +
              `tf.concat joins tensors that differ along one axis.`,
          );
        }
      }
      if (parts.some(({ dtype }) => dtype !== "float32")) return pack(inputs, { axis } as never);
      const shape = parts[0]!.shape.toSpliced(axis, 0, parts.length), { outer, run } = sizes(shape, axis);
      const to = heap.output(shape);
      parts.forEach((from, i) => {
        const rows = { size: outer, from: run, to: run * parts.length };
        copyRuns(workshop, { from, to, start: { from: 0, to: i * run }, rows }, run);
      });
      return to;
    },

    Unpack({ value }, { axis: given }: { readonly axis: number }) {
      if (value!.dtype !== "float32") return unpack({ value: value! }, { axis: given } as never);
      const from = value!, axis = given < 0 ? given + from.shape.length : given, count = from.shape[axis]!;
      const { outer, run } = sizes(from.shape, axis), shape = from.shape.toSpliced(axis, 1);
      return Array.from({ length: count }, (_, i): Info => {
        const to = heap.output(shape);
        const rows = { size: outer, from: run * count, to: run };
        copyRuns(workshop, { from, to, start: { from: i * run, to: 0 }, rows }, run);
        return to;
      });
    },
  };
}

interface Attributes {
  readonly numOrSizeSplits: number | number[];
  readonly axis: number;
}

/** The kernel `SplitV`, for float32 numbers; everything else stays with the kernel that is there. */
export function splitKernels(workshop: Workshop): Kernels {
  const otherwise = shipped("SplitV");
  return {
    SplitV({ x }, attributes: Attributes) {
      if (x!.dtype !== "float32") return otherwise({ x: x! }, attributes as never);
      const from = x!, shape = from.shape, [axis] = tf.util.parseAxisParam(attributes.axis, [...shape]) as [number];
      const sizes = tf.backend_util.prepareSplitSize(from as tf.Tensor, attributes.numOrSizeSplits, axis);
      const outer = tf.util.sizeFromShape(shape.slice(0, axis)), inner = tf.util.sizeFromShape(shape.slice(axis + 1));
      let start = 0;
      return sizes.map((size) => {
        const to = workshop.heap.output(shape.with(axis, size)), run = size * inner;
        const rows = { size: outer, from: shape[axis]! * inner, to: run };
        copyRuns(workshop, { from, to, start: { from: start, to: 0 }, rows }, run);
        start += run;
        return to;
      });
    },
  };
}
