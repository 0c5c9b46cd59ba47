/** A first layer that is not learnt: it makes the parts of image patches independent of each other, and equally large. */
import { type Dataset, type Mode, type Model, model, tf, weight } from "../../mod.ts";

/** Height and width of the patches, and the numbers in one of three colours. */
const SIDE = 2, PARTS = SIDE * SIDE * 3;

/**
 * The filters: the directions in which patches of the images vary, each divided by how much they do, and then their
 * opposites, [2, 2, 3, 24].
 *
 * @param data Its first batches are looked at.
 * @param batches How many.
 */
export async function whiteningFilters(
  data: Dataset<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D>,
  batches: number,
): Promise<Float32Array> {
  await data.open?.();
  let covariance = tf.zeros([PARTS, PARTS]), seen = 0;
  for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) {
    const before = covariance;
    covariance = tf.tidy(() => {
      const patches = patchesOf(x);
      return tf.add(before, tf.div(tf.matMul(patches, patches, true), patches.shape[0]));
    });
    tf.dispose([before, x, y] as tf.Tensor[]);
    if (++seen === batches) break;
  }
  await data.close?.();
  const { values, vectors } = eigen(await (tf.div(covariance, seen) as tf.Tensor2D).array());
  const filters = new Float32Array(2 * PARTS * PARTS);
  for (const [i, value] of values.entries()) {
    for (let part = 0; part < PARTS; part++) {
      // The directions that hardly vary would be little but noise.
      const weight = vectors[part]![i]! / Math.sqrt(value + 5e-4);
      filters[part * 2 * PARTS + i] = weight;
      filters[part * 2 * PARTS + PARTS + i] = -weight;
    }
  }
  return filters;
}

/** Every patch of the images as a row, in the order of a kernel. */
function patchesOf(images: tf.Tensor4D): tf.Tensor2D {
  const [count, height, width] = images.shape, size = [count, height - SIDE + 1, width - SIDE + 1, 3];
  const corners = [0, 1, 2, 3].map((i) => tf.slice(images, [0, Math.floor(i / SIDE), i % SIDE, 0], size));
  return tf.reshape(tf.concat(corners, 3), [-1, PARTS]) as tf.Tensor2D;
}

/** The eigenvalues of a symmetric matrix, and its eigenvectors as columns, by Jacobi's rotations (1846). */
export function eigen(symmetric: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const a = symmetric.map((row) => [...row]), size = a.length;
  const v = a.map((_, i) => a.map((_, j) => i === j ? 1 : 0));
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(a[p]![q]!) < 1e-15) continue;
        const ratio = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(ratio, 1));
        const cosine = 1 / Math.hypot(tangent, 1), sine = tangent * cosine;
        for (const row of a) turn(row, p, q, cosine, sine);
        for (let k = 0; k < size; k++) {
          [a[p]![k], a[q]![k]] = [cosine * a[p]![k]! - sine * a[q]![k]!, sine * a[p]![k]! + cosine * a[q]![k]!];
        }
        for (const row of v) turn(row, p, q, cosine, sine);
      }
    }
  }
  return { values: a.map((row, i) => row[i]!), vectors: v };
}

function turn(row: number[], p: number, q: number, cosine: number, sine: number): void {
  [row[p], row[q]] = [cosine * row[p]! - sine * row[q]!, sine * row[p]! + cosine * row[q]!];
}

/** A convolution by these filters, of which only the bias learns. */
export function whitening(filters: Float32Array): Model<tf.Tensor4D, tf.Tensor4D> {
  return model({
    name: "whitening",
    staticGraph: true,
    params: {
      kernel: weight([SIDE, SIDE, 3, 2 * PARTS], () => filters, { trainable: false }),
      bias: weight([2 * PARTS], 0),
    },
    forward: (x: tf.Tensor4D, _mode: Mode, { kernel, bias }) =>
      tf.add(tf.conv2d(x, kernel as unknown as tf.Tensor4D, 1, "valid"), bias) as tf.Tensor4D,
  });
}
