/** How libtensorflow starts: its libraries loaded, its context made, its kernels registered. */
import { basename } from "node:path";
import type { EngineInfo } from "../../engine.ts";
import { registerBackend } from "./backend.ts";
import type { ContextSettings } from "./binding/context_config.ts";
import { onePass } from "./binding/one_pass.ts";
import { openBinding } from "./binding/open_binding.ts";
import { exchangeOf } from "./binding/tensors.ts";
import type { Tracer } from "./compile/records.ts";
import { tracing } from "./compile/tracer.ts";
import { asCompiled } from "./kernels/as_compiled.ts";
import { cudaFiles } from "./library/cuda/cuda_files.ts";
import { openCard } from "./library/cuda/open_card.ts";
import { preloadCuda } from "./library/cuda/preload_cuda.ts";
import { whyNoGpu } from "./library/cuda/why_no_gpu.ts";
import { checkElf } from "./library/elf.ts";
import type { LibraryFiles } from "./library/find_library.ts";
import { openLibrary } from "./library/open_library.ts";
import { pageReleaser } from "./library/release_pages.ts";

/** What is started, and what an engine tells of it. */
export interface Started
  extends Pick<EngineInfo, "device" | "kernels" | "reason" | "memory" | "varies" | "exchanging"> {
  readonly binding: Tracer;
}

/**
 * Opens libtensorflow and makes it tfjs's backend.
 *
 * @param found Its files.
 * @param settings Threads and graphics card.
 *
 * @example See {@linkcode native}.
 */
export async function start(found: LibraryFiles, settings: ContextSettings): Promise<Started> {
  for (const path of [found.framework, found.main]) if (path !== undefined) await checkElf(path);
  const { gpu } = settings;
  const { loaded, refused } = await preloadCuda(gpu === false ? [] : cudaFiles(found.main));
  const library = openLibrary(found, loaded);
  let releasePages = () => {};
  const binding = tracing(asCompiled(onePass(openBinding(library, settings))), { compiled: () => releasePages() });
  await registerBackend(binding);
  const releasers = [await pageReleaser(found.main, "TFE_NewContext")];
  if (found.framework !== undefined) releasers.push(await pageReleaser(found.framework, "TF_NewStatus"));
  releasePages = () => releasers.forEach((release) => release());
  releasePages();
  const exchanging = () => exchangeOf(binding);
  if (!binding.isUsingGpuDevice()) {
    const asked = gpu === undefined ? undefined : gpu !== false;
    const reason = whyNoGpu({ cuda: library.cuda, asked, version: library.version, refused, has: library.has });
    return {
      binding,
      exchanging,
      device: "cpu",
      kernels: KERNELS[binding.oneDnn],
      ...reason !== undefined && { reason },
    };
  }
  const runtime = loaded.find((path) => basename(path).startsWith("libcudart.so")) ?? "libcudart.so.12";
  const card = openCard(runtime, typeof gpu === "number" ? gpu : 0);
  const varies = "CUDA adds up gradients in no fixed order";
  return { binding, exchanging, device: card?.name ?? "gpu", varies, ...card !== undefined && { memory: card.memory } };
}

const KERNELS = { itself: "oneDNN", named: "oneDNN for convolutions and products", off: "without oneDNN" } as const;
