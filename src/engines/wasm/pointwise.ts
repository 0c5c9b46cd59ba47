/** Operations on every number by itself, or on every pair of numbers, by all threads. */
import { tf } from "../../tf.ts";
import { kernel, taskSize } from "./crew.ts";
import type { Info } from "./heap.ts";
import { type Kernel, type Kernels, shipped, type Workshop } from "./kernel.ts";

/** By the numbers that assembly/pointwise.as has; those from Add on take two tensors. */
export const operation = {
  Exp: 0,
  Erf: 1,
  Gelu: 2,
  Sigmoid: 3,
  Square: 4,
  Sqrt: 5,
  Rsqrt: 6,
  Neg: 7,
  Relu: 8,
  Relu6: 9,
  Abs: 10,
  Sign: 11,
  Add: 12,
  Sub: 13,
  Multiply: 14,
  RealDiv: 15,
  SquaredDifference: 16,
  Maximum: 17,
  Minimum: 18,
  ReluGrad: 19,
  GeluGrad: 20,
} as const;

const ofOne = ["Exp", "Erf", "Sigmoid", "Square", "Sqrt", "Rsqrt", "Neg", "Relu", "Relu6"] as const;
const ofTwo = ["Add", "Sub", "Multiply", "RealDiv", "SquaredDifference", "Maximum", "Minimum"] as const;

/**
 * The kernels of tfjs for these operations and `ClipByValue`, of float32 numbers, and `ReluGrad`, `Gelu` and `GeluGrad` as
 * src/tensors/relu.ts and src/tensors/gelu.ts describe them. Whole numbers, and tensors that are spread over each other in more than
 * rows and columns, stay with the kernels that are there.
 */
export function pointwiseKernels({ heap, crew }: Workshop): Kernels {
  const run = (number: number, a: Info, b: Info, shape: readonly number[], spread: Spread): Info => {
    const { rows, columns, strides } = spread, y = heap.output(shape);
    // A line that is as long as the tensor is cut; else rows are.
    const width = rows === 1 ? taskSize : columns, height = rows === 1 ? 1 : Math.ceil(taskSize / columns);
    const tasks = Math.ceil(rows / height) * Math.ceil(columns / width);
    crew.run(kernel.pointwise, rows * columns === 0 ? 0 : tasks, [
      ...[number, heap.address(a), heap.address(b), heap.address(y), rows, columns, height, width, ...strides],
    ]);
    return y;
  };
  const flat = (number: number, a: Info, b = a): Info => {
    const spread = { rows: 1, columns: tf.util.sizeFromShape(a.shape), strides: [0, 1, 0, 1] } as const;
    return run(number, a, b, a.shape, spread);
  };
  const clip = shipped("ClipByValue");
  const one = (name: typeof ofOne[number]): [string, Kernel] => {
    const otherwise = shipped(name);
    return [
      name,
      ({ x }, attributes) => x!.dtype === "float32" ? flat(operation[name], x!) : otherwise({ x: x! }, attributes),
    ];
  };
  const two = (name: typeof ofTwo[number]): [string, Kernel] => {
    const otherwise = shipped(name);
    return [name, ({ a, b }, attributes) => {
      const areFloats = a!.dtype === "float32" && b!.dtype === "float32";
      const shape = tf.broadcast_util.assertAndGetBroadcastShape(a!.shape, b!.shape);
      const spread = areFloats ? spreadOf(a!.shape, b!.shape, shape) : undefined;
      if (spread === undefined) return otherwise({ a: a!, b: b! }, attributes);
      return run(operation[name], a!, b!, shape, spread);
    }];
  };
  return {
    ...Object.fromEntries([...ofOne.map(one), ...ofTwo.map(two)]),
    ReluGrad: ({ dy, y }) => [flat(operation.ReluGrad, dy!, y!)],
    Gelu: ({ x }) => [flat(operation.Gelu, x!)],
    GeluGrad: ({ dy, x }) => [flat(operation.GeluGrad, dy!, x!)],
    ClipByValue({ x }, attributes: { readonly clipValueMin: number; readonly clipValueMax: number }) {
      if (x!.dtype !== "float32") return clip({ x: x! }, attributes as never);
      // tfjs's own kernel takes NaN for the lowest number, which hides that a loss diverged.
      const limit = (number: number, of: Info, value: number): Info => {
        const it = heap.output([]);
        heap.floats(it)[0] = value;
        const spread = { rows: 1, columns: tf.util.sizeFromShape(of.shape), strides: [0, 1, 0, 0] } as const;
        const y = run(number, of, it, of.shape, spread);
        heap.release(it);
        return y;
      };
      const raised = limit(operation.Maximum, x!, attributes.clipValueMin);
      const y = limit(operation.Minimum, raised, attributes.clipValueMax);
      heap.release(raised);
      return y;
    },
  };
}

/** Two tensors as rows and columns. */
interface Spread {
  readonly rows: number;
  readonly columns: number;
  /** From row to row and from column to column in the first, then in the second; 0 where a number stands for several. */
  readonly strides: readonly [aRow: number, aColumn: number, bRow: number, bColumn: number];
}

/** Sees two tensors that are spread over a shape as rows and columns; undefined where that takes more axes. */
export function spreadOf(a: readonly number[], b: readonly number[], shape: readonly number[]): Spread | undefined {
  const groups: { size: number; inA: boolean; inB: boolean }[] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const [inA, inB] = [a, b].map((of) => (of[axis - shape.length + of.length] ?? 1) === size) as [boolean, boolean];
    const last = groups.at(-1);
    if (last?.inA === inA && last.inB === inB) last.size *= size;
    else groups.push({ size, inA, inB });
  }
  if (groups.length > 2) return undefined;
  const columns = groups.pop() ?? { size: 1, inA: true, inB: true }, rows = groups.pop();
  const strides = (isRow = false, isColumn: boolean) =>
    [isRow ? isColumn ? columns.size : 1 : 0, Number(isColumn)] as const;
  return {
    ...{ rows: rows?.size ?? 1, columns: columns.size },
    strides: [...strides(rows?.inA, columns.inA), ...strides(rows?.inB, columns.inB)],
  };
}
