/**
 * Repairs of kernels of tfjs's backends that are wrong or lack something alike: each stands in a file of its own, and is put over
 * a kernel once.
 */
import { repairAvgPoolGrad } from "./repairs/avg_pool_grad.ts";
import { repairBatchNormShapes } from "./repairs/batch_norm_shapes.ts";
import { repairChannelsFirst } from "./repairs/channels_first.ts";
import { repairCumulativeAxes } from "./repairs/cumulative_axes.ts";
import { repairEinsum } from "./repairs/einsum.ts";
import { repairEmptyReductions } from "./repairs/empty_reductions.ts";
import { repairFused } from "./repairs/fused.ts";
import { repairConvolveVolumes } from "./repairs/convolve_volumes.ts";
import { repairPermutations } from "./repairs/permutations.ts";
import { repairPoolVolumes } from "./repairs/pool_volumes.ts";
import { repairResizeGrad } from "./repairs/resize_grad.ts";
import { repairSpreadProducts } from "./repairs/spread_products.ts";
import { repairStridedSlice } from "./repairs/strided_slice.ts";

/**
 * Repairs a backend of tfjs; a second call does nothing.
 *
 * @param backendName Such as `wasm`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { repairKernels } from "./repairs.ts";
 *
 * await tf.setBackend("cpu");
 * repairKernels("cpu");
 * assertEquals([...tf.cumsum(tf.tensor2d([[1, 2, 3]]), -1).dataSync()], [1, 3, 6]);
 * ```
 */
export function repairKernels(backendName: string): void {
  for (
    const repair of [
      ...[repairAvgPoolGrad, repairBatchNormShapes, repairChannelsFirst, repairConvolveVolumes, repairCumulativeAxes],
      ...[
        repairEinsum,
        repairEmptyReductions,
        repairFused,
        repairPermutations,
        repairPoolVolumes,
        repairSpreadProducts,
      ],
      repairStridedSlice,
    ]
  ) repair(backendName);
}

/** Repairs tfjs's backend in plain JavaScript, to which other engines leave what is rare. */
export function repairReference(): void {
  repairKernels("cpu");
  repairResizeGrad("cpu");
}
