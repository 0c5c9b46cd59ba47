/** Products of matrices, of batches of them, and of their transposes, and sums of products by an equation. */
import { tf } from "../../tf.ts";
import { requireProduct } from "../../shapes/require_product.ts";
import { type Kernels, reference, type Workshop } from "./kernel.ts";
import { here, points } from "./products.ts";
import { turn } from "./permute.ts";
import { einsumBySpreading } from "../../tensors/repairs/products.ts";

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** The kernel `BatchMatMul`, for float32 numbers; the reference multiplies others. */
export function matMulKernels(workshop: Workshop): Kernels {
  const { heap, products } = workshop, otherwise = reference("BatchMatMul");
  return {
    BatchMatMul({ a, b }, { transposeA, transposeB }: Attributes) {
      requireProduct(a!.shape, b!.shape, { transposeA, transposeB });
      if (a!.dtype !== "float32" || b!.dtype !== "float32") {
        return otherwise({ a: a!, b: b! }, { transposeA, transposeB } as never);
      }
      const [rowsA, columnsA] = a!.shape.slice(-2) as [number, number];
      const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
      const n = b!.shape.at(transposeB ? -2 : -1)!;
      const outer = tf.broadcast_util.assertAndGetBroadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
      const counts = [outer, a!.shape.slice(0, -2), b!.shape.slice(0, -2)].map((shape) => tf.util.sizeFromShape(shape));
      const [count, countA, countB] = counts as [number, number, number];
      const c = heap.output([...outer, m, n]);
      const factors = {
        ...{ b: b!, c, columns: n, batch: { count, a: countA, b: countB } },
        taps: here,
      };
      if (transposeA && !transposeB) {
        products.transposed({ ...factors, ...points(k, m, n), a: a!, depth: m });
        return c;
      }
      const plain = { ...factors, ...points(m, k, n), depth: k };
      const turned = transposeB ? { stride: k, turned: true } : {};
      if (!transposeA) {
        products.plain({ ...plain, ...turned, a: a! });
        return c;
      }
      const upright = turn(workshop, a!);
      products.plain({ ...plain, ...turned, a: upright });
      heap.release(upright);
      return c;
    },
  };
}

/** The kernel `Einsum`, which tfjs's wasm backend lacks. */
export function einsumKernels(): Kernels {
  return {
    Einsum: (inputs, { equation }: { readonly equation: string }) =>
      einsumBySpreading(Object.values(inputs) as tf.Tensor[], equation),
  };
}
