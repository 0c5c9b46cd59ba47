/** Makes tfjs's WebAssembly backend complete for training: the kernels that it lacks, and those that it is slow or wrong at. */
import { repairKernels, repairReference } from "../../tensors/repairs.ts";
import { batchNormKernels } from "./batch_norm.ts";
import { convolutionKernels } from "./convolution.ts";
import { type Crew, crew } from "./crew.ts";
import { depthwiseKernels } from "./depthwise.ts";
import { einsumKernels } from "./einsum.ts";
import { formulaKernels } from "./formula.ts";
import { gatherKernels } from "./gather.ts";
import { guard } from "./guard.ts";
import { heap, type WasmBackend } from "./heap.ts";
import { identityKernels } from "./identity.ts";
import { install } from "./kernel.ts";
import { layerNormKernels } from "./layer_norm.ts";
import { maxPoolKernels } from "./max_pool.ts";
import { matMulKernels } from "./mat_mul.ts";
import { limitMemory } from "./memory_limit.ts";
import { packKernels } from "./pack.ts";
import { pointwiseKernels } from "./pointwise.ts";
import { products } from "./products.ts";
import { scaleShiftKernels } from "./scale_shift.ts";
import { segmentSumKernels } from "./segment_sum.ts";
import { softmaxKernels } from "./softmax.ts";
import { splitKernels } from "./split.ts";
import { sumKernels } from "./sum.ts";
import { transposeKernels } from "./transpose.ts";
import { updateKernels } from "./update.ts";

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
  repairKernels("wasm");
  repairReference();
  return threads;
}
