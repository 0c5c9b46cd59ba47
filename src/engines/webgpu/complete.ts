/** Makes tfjs's WebGPU backend fast for training: the operations that it composes, and those that it is slow at. */
import { repairEmptyWindows } from "../../tensors/repairs/empty.ts";
import { repairKernels } from "../../tensors/repairs.ts";
import type { WebgpuBackend } from "./backend.ts";
import { batchNormKernels } from "./batch_norm.ts";
import { openCard, type Products } from "./card.ts";
import { convolutionKernels } from "./convolution.ts";
import { install } from "./kernel.ts";
import { maxPoolKernels } from "./max_pool.ts";
import { repairOddCalls } from "./odd_calls.ts";
import { productKernels } from "./products.ts";
import { reluKernels } from "./pointwise.ts";
import { formulaKernels, updateKernels } from "./update.ts";

/**
 * Registers every kernel of this folder.
 *
 * @returns How products are computed, to be changed.
 */
export function complete(backend: WebgpuBackend): Products {
  const card = openCard(backend);
  for (const kernels of [batchNormKernels, convolutionKernels, maxPoolKernels, productKernels]) install(kernels(card));
  for (const kernels of [reluKernels, updateKernels, formulaKernels]) install(kernels(card));
  repairOddCalls();
  repairEmptyWindows("webgpu");
  repairKernels("webgpu");
  return card.products;
}
