/** Sums of rows that belong together: the gradient of looking rows up, as embeddings do. */
import type { Kernels, Workshop } from "./kernel.ts";

/** The kernel `UnsortedSegmentSum`. */
export function segmentSumKernels({ heap }: Workshop): Kernels {
  return {
    UnsortedSegmentSum({ x, segmentIds }, { numSegments }: { readonly numSegments: number }) {
      const axes = segmentIds!.shape.length;
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
