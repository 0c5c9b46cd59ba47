/** Products of matrices in 16 bits; those in 32 are left to tfjs. */
import { tf } from "../../tf.ts";
import type { Info } from "./backend.ts";
import type { Card } from "./card.ts";
import { variants } from "./convolution.ts";
import { PLAIN_TARGET } from "./convolution_programs.ts";
import type { Kernels } from "./kernel.ts";
import type { Program } from "./program.ts";
import { type Side, tiledProduct } from "./tiles.ts";

/** What tells the variants of the program apart. */
interface Choice {
  readonly side: Side;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Whether the dimension along which each lies comes by four. */
  readonly aByFour: boolean;
  readonly bByFour: boolean;
}

/** How `BatchMatMul` is told to turn its factors. */
type Attributes = Pick<Choice, "transposeA" | "transposeB">;

const productProgram = ({ side, transposeA, transposeB, aByFour, bByFour }: Choice): Program =>
  tiledProduct({
    name: "BatchMatMul",
    side,
    half: true,
    batched: true,
    integers: ["batchesOfA", "batchesOfB"],
    left: {
      array: "a",
      along: transposeA ? "product" : "sum",
      byFour: aByFour,
      place: `
        if (at >= numbers.rows || k >= numbers.depth) { return -1; }
        let one = batch % numbers.batchesOfA;
        return i32(${
        transposeA ? "(one * numbers.depth + k) * numbers.rows + at" : "(one * numbers.rows + at) * numbers.depth + k"
      });`,
    },
    right: {
      array: "b",
      along: transposeB ? "sum" : "product",
      byFour: bByFour,
      place: `
        if (at >= numbers.columns || k >= numbers.depth) { return -1; }
        let one = batch % numbers.batchesOfB;
        return i32(${
        transposeB
          ? "(one * numbers.columns + at) * numbers.depth + k"
          : "(one * numbers.depth + k) * numbers.columns + at"
      });`,
    },
    target: PLAIN_TARGET,
  });

/** The kernel `BatchMatMul`, which goes by 16 bits where the card says so. */
export function productKernels(card: Card): Kernels {
  const { kernelFunc } = tf.getKernel("BatchMatMul", "webgpu"), programs = variants(productProgram);
  return {
    BatchMatMul({ a, b }, attributes: Attributes) {
      const inputs = { a: a!, b: b! }, product = card.products.half ? sizesOf(inputs, attributes) : undefined;
      if (product === undefined) {
        const parameters = { inputs, attrs: attributes, backend: tf.backend() };
        return kernelFunc(parameters as unknown as Parameters<typeof kernelFunc>[0]) as Info;
      }
      const { shape, rows, columns, depth, batches, numbers } = product, { transposeA, transposeB } = attributes;
      const side: Side = rows <= 32 || columns <= 32 ? 32 : 64, result = card.output(shape);
      const byFour = {
        aByFour: (transposeA ? rows : depth) % 4 === 0,
        bByFour: (transposeB ? depth : columns) % 4 === 0,
      };
      const program = programs({ side, transposeA, transposeB, ...byFour });
      const sizes = { rows, columns, depth, slices: batches, depthOfSlice: depth, length: rows * columns };
      const tiles = Math.ceil(rows / side) * Math.ceil(columns / side);
      card.run(program, { ...inputs, result }, { ...sizes, ...numbers }, tiles * batches);
      return result;
    },
  };
}

/** The sizes of a product; undefined where there is nothing to sum up, or the batches of both factors differ. */
function sizesOf({ a, b }: { readonly a: Info; readonly b: Info }, { transposeA, transposeB }: Attributes) {
  const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const [batchesOfA, batchesOfB] = [outerA, outerB].map((outer) => tf.util.sizeFromShape(outer)) as [number, number];
  const [m, k] = a.shape.slice(-2) as [number, number], [p, q] = b.shape.slice(-2) as [number, number];
  const [rows, depth] = transposeA ? [k, m] : [m, k], columns = transposeB ? p : q;
  const batches = Math.max(batchesOfA, batchesOfB), even = [1, batches];
  if (rows * depth * columns * batches === 0 || !even.includes(batchesOfA) || !even.includes(batchesOfB)) {
    return undefined;
  }
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  if (tf.util.sizeFromShape(outer) !== batches) return undefined;
  return { shape: [...outer, rows, columns], rows, columns, depth, batches, numbers: { batchesOfA, batchesOfB } };
}
