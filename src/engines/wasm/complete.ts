/**
 * Makes tfjs's WebAssembly backend complete for training: the kernels that it lacks, and those that it is slow or wrong
 * at.
 */
import { repairKernels, repairReference } from "../../tensors/repairs.ts";
import { batchNormKernels, scaleShiftKernels } from "./batch_norm.ts";
import { convolutionKernels, depthwiseKernels } from "./convolution.ts";
import { type Crew, crew } from "./crew.ts";
import { einsumKernels, matMulKernels } from "./mat_mul.ts";
import { formulaKernels, updateKernels } from "./update.ts";
import { gatherKernels, segmentSumKernels } from "./rows.ts";
import { guard } from "./guard.ts";
import { heap, limitMemory, type WasmBackend } from "./heap.ts";
import { install, type Kernels, type Workshop } from "./kernel.ts";
import { layerNormKernels } from "./layer_norm.ts";
import { maxPoolKernels } from "./max_pool.ts";
import { packKernels, splitKernels, transposeKernels } from "./permute.ts";
import { pointwiseKernels } from "./pointwise.ts";
import { products } from "./products.ts";
import { softmaxKernels } from "./softmax.ts";
import { sumKernels } from "./sum.ts";
import { keepNaN } from "./xnnpack.ts";

/** Registers every kernel of this folder, and a limit of memory. Returns the threads that work for them. */
export function complete(backend: WasmBackend): Crew {
  limitMemory(backend);
  const memory = heap(backend), threads = crew(backend.wasm.asm.memory, memory.allocate);
  guard(memory);
  const workshop = { heap: memory, crew: threads, products: products(memory, threads) };
  for (
    const kernels of [
      ...[matMulKernels, convolutionKernels, depthwiseKernels, batchNormKernels],
      ...[
        pointwiseKernels,
        einsumKernels,
        identityKernels,
        maxPoolKernels,
        segmentSumKernels,
        updateKernels,
        formulaKernels,
      ],
      ...[
        layerNormKernels,
        softmaxKernels,
        scaleShiftKernels,
        sumKernels,
        gatherKernels,
        splitKernels,
        transposeKernels,
        packKernels,
      ],
    ]
  ) install(kernels(workshop));
  keepNaN();
  repairKernels("wasm");
  repairReference();
  return threads;
}

/** The kernel `Identity`: a clone that shares its numbers, as on tfjs's other backends; its wasm backend copies them. */
export function identityKernels({ heap }: Workshop): Kernels {
  return { Identity: ({ x }) => heap.share(x!) };
}
