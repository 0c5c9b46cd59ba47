/**
 * Gradients of our own in the place of those of tfjs that are wrong or missing. Engines have them registered when they
 * open; they hold for every engine.
 */
import { tf } from "../tf.ts";
import { avgPoolGrad, elu, maxPoolGrad } from "./gradients/again.ts";
import { fusedBatchNorm } from "./gradients/batch_norm.ts";
import type { Gradient } from "./gradients/config.ts";
import { convolutions } from "./gradients/convolution.ts";
import { cropAndResize } from "./gradients/crop_and_resize.ts";
import { cumprod } from "./gradients/cumprod.ts";
import { cumsum } from "./gradients/cumsum.ts";
import { einsum } from "./gradients/einsum.ts";
import { batchMatMul } from "./gradients/mat_mul.ts";
import { mean } from "./gradients/mean.ts";
import { mirrorPad } from "./gradients/mirror_pad.ts";
import { ofNothing } from "./gradients/of_nothing.ts";
import { jumps, maximum, minimum, squaredDifference } from "./gradients/of_pairs.ts";
import { depthToSpace, diag, gatherNd, splitV, stridedSlice, topK, unpack } from "./gradients/parts.ts";
import { avgPool, maxPool } from "./gradients/pools.ts";
import { prelu } from "./gradients/prelu.ts";
import { prod } from "./gradients/prod.ts";
import { resizeBilinear, resizeNearestNeighbor } from "./gradients/resize.ts";
import { repairTape } from "./gradients/tape.ts";
import { repairDilatedLayers } from "./repairs/dilated_layers.ts";
import { tile } from "./gradients/tile.ts";

const gradients: readonly Gradient[] = [
  ...[avgPool, maxPool],
  ...[avgPoolGrad, batchMatMul, cumsum, elu, fusedBatchNorm, maxPoolGrad, maximum, mean, minimum, mirrorPad],
  ...[prelu, prod],
  ...[cropAndResize, cumprod, depthToSpace, diag, einsum, gatherNd, splitV, stridedSlice, topK, unpack],
  ...[resizeBilinear, resizeNearestNeighbor, squaredDifference, tile, ...jumps, ...convolutions, ...ofNothing],
];

/**
 * Registers them, and repairs the tape that gradients of gradients go by, and layers of tfjs that refuse to learn; a second call changes
 * nothing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { repairGradients } from "./gradients.ts";
 *
 * repairGradients();
 * const slope = tf.grad((x) => tf.sum(tf.mirrorPad(x, [[1, 1]], "reflect")));
 * assertEquals([...slope(tf.ones([3])).dataSync()], [1, 3, 1]);
 * ```
 */
export function repairGradients(): void {
  repairTape();
  repairDilatedLayers();
  for (const gradient of gradients) tf.registerGradient(gradient as Parameters<typeof tf.registerGradient>[0]);
}
