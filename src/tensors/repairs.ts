/** Repairs of kernels of tfjs's backends that are wrong or lack something alike: each is put over a kernel once. */
import { repairAvgPoolGrad, repairPoolVolumes } from "./repairs/pools.ts";
import { repairBatchNormShapes } from "./repairs/batch_norm_shapes.ts";
import { repairChannelsFirst, repairConvolveVolumes } from "./repairs/convolutions.ts";
import { repairCumulativeAxes, repairPermutations, repairStridedSlice } from "./repairs/axes.ts";
import { repairEinsum, repairSpreadProducts } from "./repairs/products.ts";
import { repairEmptyReductions } from "./repairs/empty.ts";
import { repairFused } from "./repairs/fused.ts";
import { repairNumberPads } from "./repairs/number_pads.ts";
import { repairResizeGrad } from "./repairs/resize_grad.ts";
import { repairTypes } from "./repairs/real_numbers.ts";

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
      ...[repairStridedSlice, repairTypes, repairNumberPads],
    ]
  ) repair(backendName);
}

/** Repairs tfjs's backend in plain JavaScript, to which other engines leave what is rare. */
export function repairReference(): void {
  repairKernels("cpu");
  repairResizeGrad("cpu");
}
