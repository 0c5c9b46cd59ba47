/**
 * Gradients of our own in the place of those of tfjs that are wrong or missing. Engines have them registered when they
 * open; they hold for every engine.
 */
import { tf } from "../tf.ts";
import { avgPoolGrad, elu, maxPoolGrad } from "./gradients/again.ts";
import {
  batchMatMul,
  fusedBatchNorm,
  jumps,
  maximum,
  minimum,
  ofNothing,
  prelu,
  squaredDifference,
} from "./gradients/of_pairs.ts";
import type { Gradient } from "./gradients/config.ts";
import { convolutions } from "./gradients/convolution.ts";
import { avgPool, cropAndResize, maxPool, resizeBilinear, resizeNearestNeighbor } from "./gradients/images.ts";
import { cumprod, cumsum, mean, prod } from "./gradients/reductions.ts";
import { einsum } from "./gradients/einsum.ts";
import {
  depthToSpace,
  diag,
  gatherNd,
  mirrorPad,
  splitV,
  stridedSlice,
  tile,
  topK,
  unpack,
} from "./gradients/parts.ts";
import { repairTape } from "./gradients/tape.ts";
import { repairDilatedLayers } from "./repairs/dilated_layers.ts";

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
