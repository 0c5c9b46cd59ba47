/**
 * Products of matrices by XNNPACK. tfjs's own kernel is fast for two plain matrices only; here transposes are written
 * out first, and a batch is a loop of plain products.
 */
import { tf } from "../../tf.ts";
import type { Info } from "./heap.ts";
import type { Kernels, Workshop } from "./kernel.ts";
import { transpose } from "./transpose.ts";

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** The kernel `BatchMatMul`. */
export function matMulKernels({ heap, xnnpack }: Workshop): Kernels {
  /** Matrix number `index` of a tensor as a tensor of its own: the compiled code knows only whole ones. */
  const pick = (tensor: Info, index: number, rows: number, columns: number, transposed: boolean): Info => {
    const out = heap.output(transposed ? [columns, rows] : [rows, columns]);
    const from = heap.floats(tensor), to = heap.floats(out), start = index * rows * columns;
    if (transposed) transpose(from, start, columns, to, 0, rows, rows, columns);
    else to.set(from.subarray(start, start + rows * columns));
    return out;
  };
  return {
    BatchMatMul({ a, b }, { transposeA, transposeB }: Attributes) {
      if (a!.dtype !== "float32" || b!.dtype !== "float32") {
        throw new TypeError(
          `Cannot multiply matrices as the wasm engine does so in float32 only: got ${a!.dtype} and ${b!.dtype}\n` +
            `Cast them first: tf.cast(x, "float32")`,
        );
      }
      const [rowsA, columnsA] = a!.shape.slice(-2) as [number, number];
      const [rowsB, columnsB] = b!.shape.slice(-2) as [number, number];
      const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
      const n = transposeB ? rowsB : columnsB;
      const outer = tf.broadcast_util.assertAndGetBroadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
      const count = tf.util.sizeFromShape(outer);
      const [countA, countB] = [a!, b!].map(({ shape }) => tf.util.sizeFromShape(shape.slice(0, -2))) as [
        number,
        number,
      ];
      const multiply = (index: number): Info => {
        const left = countA === 1 && !transposeA ? a! : pick(a!, index % countA, rowsA, columnsA, transposeA);
        const right = countB === 1 && !transposeB ? b! : pick(b!, index % countB, rowsB, columnsB, transposeB);
        const out = xnnpack.product(left, right, m, k, n);
        heap.release(...[left, right].filter((tensor) => tensor !== a && tensor !== b));
        return out;
      };
      if (count === 1) return { ...multiply(0), shape: [...outer, m, n] };
      const out = heap.output([...outer, m, n]);
      for (let index = 0; index < count; index++) {
        const part = multiply(index);
        heap.floats(out).set(heap.floats(part), index * m * n);
        heap.release(part);
      }
      return out;
    },
  };
}
