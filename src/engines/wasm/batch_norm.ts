/** Batch normalisation in as few passes over the input as it takes. */
import type { Info } from "./heap.ts";
import type { Kernels, Workshop } from "./kernel.ts";

/** The kernels `BatchNormTrain` and `BatchNormTrainGrad`, as src/tensors/batch_norm.ts describes them. */
export function batchNormKernels({ heap }: Workshop): Kernels {
  return {
    BatchNormTrain({ x, scale, offset }, { epsilon }: { readonly epsilon: number }): Info[] {
      const c = x!.shape.at(-1)!, size = x!.shape.reduce((a, b) => a * b, 1), count = size / c;
      const made = [x!.shape, [c], [c], [c]].map(heap.output) as [Info, Info, Info, Info];
      const [y, mean, variance, inverse] = made.map(heap.floats) as Views;
      const values = heap.floats(x!), slopes = heap.floats(scale!), offsets = heap.floats(offset!);
      // Sums of float32 numbers lose digits; these are a few numbers for each channel.
      const sums = new Float64Array(c), squares = new Float64Array(c), slope = new Float32Array(c);
      const shift = new Float32Array(c);
      for (let i = 0; i < size; i += c) for (let j = 0; j < c; j++) sums[j]! += values[i + j]!;
      for (let j = 0; j < c; j++) mean[j] = sums[j]! / count;
      for (let i = 0; i < size; i += c) {
        for (let j = 0; j < c; j++) {
          const centred = values[i + j]! - mean[j]!;
          squares[j]! += centred * centred;
        }
      }
      for (let j = 0; j < c; j++) {
        variance[j] = squares[j]! / Math.max(1, count - 1);
        inverse[j] = 1 / Math.sqrt(squares[j]! / count + epsilon);
        slope[j] = inverse[j]! * slopes[j]!;
        shift[j] = offsets[j]! - mean[j]! * slope[j]!;
      }
      for (let i = 0; i < size; i += c) for (let j = 0; j < c; j++) y[i + j] = values[i + j]! * slope[j]! + shift[j]!;
      return made;
    },

    BatchNormTrainGrad({ dy, x, scale, mean, saved0 }): Info[] {
      const c = x!.shape.at(-1)!, size = x!.shape.reduce((a, b) => a * b, 1), count = size / c;
      const made = [x!.shape, [c], [c]].map(heap.output) as [Info, Info, Info];
      const [dx, dscale, doffset] = made.map(heap.floats) as Views;
      const above = heap.floats(dy!), values = heap.floats(x!), slopes = heap.floats(scale!);
      const means = heap.floats(mean!), inverse = heap.floats(saved0!);
      const sums = new Float64Array(c), products = new Float64Array(c);
      for (let i = 0; i < size; i += c) {
        for (let j = 0; j < c; j++) {
          const d = above[i + j]!;
          sums[j]! += d;
          products[j]! += d * (values[i + j]! - means[j]!);
        }
      }
      // dx = a * dy + b * x + d, with three numbers for each channel.
      const a = new Float32Array(c), b = new Float32Array(c), d = new Float32Array(c);
      for (let j = 0; j < c; j++) {
        doffset[j] = sums[j]!;
        dscale[j] = products[j]! * inverse[j]!;
        a[j] = slopes[j]! * inverse[j]!;
        b[j] = -a[j]! * inverse[j]! * inverse[j]! * products[j]! / count;
        d[j] = -b[j]! * means[j]! - a[j]! * sums[j]! / count;
      }
      for (let i = 0; i < size; i += c) {
        for (let j = 0; j < c; j++) dx[i + j] = a[j]! * above[i + j]! + b[j]! * values[i + j]! + d[j]!;
      }
      return made;
    },
  };
}

type Views = [Float32Array, Float32Array, Float32Array, Float32Array];
