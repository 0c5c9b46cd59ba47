/** Sums of rows that belong together: the gradient of looking rows up, as embeddings do. */
import { type Kernels, reference, type Workshop } from "./kernel.ts";

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
