/** Makes tfjs's WebGPU backend fast for training: the operations that it composes, and those that it is slow at. */
import { repairEmptyWindows } from "../../tensors/repairs/empty_windows.ts";
import { repairKernels } from "../../tensors/repairs.ts";
import type { WebgpuBackend } from "./backend.ts";
import { batchNormKernels } from "./batch_norm.ts";
import { openCard } from "./card.ts";
import { convolutionKernels } from "./convolution.ts";
import { install } from "./kernel.ts";
import { repairOddCalls } from "./odd_calls.ts";
import { reluKernels } from "./relu.ts";
import { formulaKernels } from "./formula.ts";
import { updateKernels } from "./update.ts";

/** Registers every kernel of this folder. */
export function complete(backend: WebgpuBackend): void {
  const card = openCard(backend);
  for (const kernels of [batchNormKernels, convolutionKernels, reluKernels, updateKernels, formulaKernels]) {
    install(kernels(card));
  }
  repairOddCalls();
  repairEmptyWindows("webgpu");
  repairKernels("webgpu");
}
