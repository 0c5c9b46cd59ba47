/** Products of matrices, of batches of them, and of their transposes. */
import { tf } from "../../tf.ts";
import type { Kernels, Workshop } from "./kernel.ts";
import { here, points } from "./products.ts";
import { turn } from "./transpose.ts";

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** The kernel `BatchMatMul`. */
export function matMulKernels(workshop: Workshop): Kernels {
  const { heap, products } = workshop;
  return {
    BatchMatMul({ a, b }, { transposeA, transposeB }: Attributes) {
      if (a!.dtype !== "float32" || b!.dtype !== "float32") {
        throw new TypeError(
          `Cannot multiply matrices as the wasm engine does so in float32 only: got ${a!.dtype} and ${b!.dtype}\n` +
            `Cast them first: tf.cast(x, "float32")`,
        );
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
