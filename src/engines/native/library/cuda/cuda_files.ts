/**
 * Where the CUDA libraries of a libtensorflow lie: beside it, as Raptor installs them, or in the Python packages
 * `nvidia-*`, which `pip install 'tensorflow[and-cuda]'` puts beside the package `tensorflow`.
 */
import { basename, dirname, join } from "node:path";
import { list } from "../readable.ts";

/** Each comes after those it needs: a loader that has to look for one itself might find another version of it. */
const ORDER = [
  ...["cudart", "nvJitLink", "nvrtc-builtins", "nvrtc", "cublasLt", "cublas", "cufft", "cusparse", "cusolver"],
  ...["nccl", "cupti", "cudnn_graph", "cudnn_ops", "cudnn_cnn", "cudnn_adv", "cudnn_heuristic"],
  ...["cudnn_engines_precompiled", "cudnn_engines_runtime_compiled", "cudnn"],
];
const LIBRARY = /^lib([A-Za-z_-]+)\.so\.\d+(\.\d+)*$/;

/** Whether a file's name is that of a CUDA library that TensorFlow uses, such as `libcudart.so.12`. */
export function isCudaLibrary(name: string): boolean {
  return ORDER.includes(LIBRARY.exec(name)?.[1] ?? "");
}

/**
 * The CUDA libraries that belong to a libtensorflow, in the order in which they are to be loaded. It asks for no
 * permission: what it may not read, it takes as missing.
 *
 * @param main The main library, by absolute path.
 * @returns Absolute paths; empty for a build for CPUs, and where the system's own CUDA serves.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cudaFiles } from "./cuda_files.ts";
 *
 * assertEquals(cudaFiles("/no/such/folder/libtensorflow_cc.so.2"), []);
 * ```
 */
export function cudaFiles(main: string): string[] {
  if (Deno.build.os !== "linux") return [];
  const packages = nvidiaFolder(main);
  const folders = [dirname(main), ...list(packages).map((part) => join(packages, part, "lib"))];
  const files = folders.flatMap((folder) => list(folder).filter(isCudaLibrary).map((name) => join(folder, name)));
  return files.toSorted((a, b) => rank(a) - rank(b));
}

/** The folder of NVIDIA's Python packages, beside the package that a libtensorflow lies in; it need not be there. */
export function nvidiaFolder(main: string): string {
  return join(dirname(main), "..", "nvidia");
}

function rank(path: string): number {
  return ORDER.indexOf(LIBRARY.exec(basename(path))![1]!);
}
