/** Tensors with their axes in another order. */
import type { Info } from "./heap.ts";
import { type Kernels, shipped, type Workshop } from "./kernel.ts";
import { type Axis, mostOthers, move } from "./permute.ts";

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
