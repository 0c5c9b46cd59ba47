/** Rows looked up by number, as embeddings do, and the gradient of that: sums of rows that belong together. */
import { tf } from "../../tf.ts";
import type { Info } from "./heap.ts";
import { type Kernels, reference, type Workshop } from "./kernel.ts";

interface Attributes {
  readonly axis: number;
  readonly batchDims: number;
}

/** The kernel `GatherV2`, for numbers of four bytes; the reference looks up others. */
export function gatherKernels({ heap }: Workshop): Kernels {
  const otherwise = reference("GatherV2");
  return {
    GatherV2(inputs, { axis: given, batchDims }: Attributes) {
      const x = inputs.x!, indices = inputs.indices!, [axis] = tf.util.parseAxisParam(given, [...x.shape]) as [number];
      const isWhole = (x.dtype === "float32" || x.dtype === "int32") && indices.dtype === "int32";
      if (!isWhole) return otherwise(inputs, { axis, batchDims } as never);
      const { batchSize, outerSize, dimSize, sliceSize, outputShape } = tf.backend_util.segment_util
        .collectGatherOpShapeInfo(x as tf.Tensor, indices as tf.Tensor, axis, batchDims);
      const isFloat = x.dtype === "float32", out: Info = (isFloat ? heap.output : heap.integers)(outputShape);
      const rows = heap.ints(indices), each = rows.length / Math.max(1, batchSize);
      const wrong = rows.find((row) => row < 0 || row >= dimSize);
      if (wrong !== undefined) {
        heap.release(out);
        throw new RangeError(
          `Cannot look up a row as there are ${dimSize} of them: got row ${wrong}\nRows are numbered from 0.`,
        );
      }
      const table = isFloat ? heap.floats(x) : heap.ints(x), found = isFloat ? heap.floats(out) : heap.ints(out);
      for (let batch = 0, to = 0; batch < batchSize; batch++) {
        for (let outer = 0; outer < outerSize; outer++) {
          const start = (batch * outerSize + outer) * dimSize;
          for (let i = batch * each; i < (batch + 1) * each; i++) {
            for (let from = (start + rows[i]!) * sliceSize, n = 0; n < sliceSize; n++) found[to++] = table[from++]!;
          }
        }
      }
      return out;
    },
  };
}

/** The kernel `UnsortedSegmentSum`. */
export function segmentSumKernels({ heap }: Workshop): Kernels {
  const otherwise = reference("UnsortedSegmentSum");
  return {
    UnsortedSegmentSum({ x, segmentIds }, { numSegments }: { readonly numSegments: number }) {
      const axes = segmentIds!.shape.length;
      if (segmentIds!.shape.some((size, axis) => size !== x!.shape[axis])) {
        throw new RangeError(
          `Cannot sum segments as each row must have a number: got rows of [${x!.shape}] and numbers of [${
            segmentIds!.shape
          }]`,
        );
      }
      if (x!.dtype !== "float32" || segmentIds!.dtype !== "int32") {
        return otherwise({ x: x!, segmentIds: segmentIds! }, { numSegments } as never);
      }
      const out = heap.output([numSegments, ...x!.shape.slice(axes)]);
      const ids = heap.ints(segmentIds!), rows = heap.floats(x!), sums = heap.floats(out);
      sums.fill(0);
      const width = rows.length / Math.max(1, ids.length);
      ids.forEach((id, row) => {
        // As tfjs has it, rows of segments that do not exist are dropped.
        if (id < 0 || id >= numSegments) return;
        for (let i = 0; i < width; i++) sums[id * width + i]! += rows[row * width + i]!;
      });
      return out;
    },
  };
}
