/** Why TensorFlow computes on the CPU where one might expect a GPU: one line for the log, with what to do. */

/** What is known of a TensorFlow that has no GPU. */
export interface WithoutGpu {
  /** Whether it is built for CUDA; undefined where it does not say. */
  readonly cuda: boolean | undefined;
  /** Whether the user asked for a GPU, or for none; undefined where nothing was said. */
  readonly asked: boolean | undefined;
  /** Its version. */
  readonly version: string;
  /** Why libraries were not preloaded, by their names. */
  readonly refused: Readonly<Record<string, string>>;
  /** Whether the system's loader has, or finds, a library. */
  has(name: string): boolean;
}

/** Without one of these TensorFlow 2.18 to 2.21, all built with CUDA 12, registers no GPU. */
export const REQUIRED: readonly string[] = [
  ...["libcudart.so.12", "libcublas.so.12", "libcublasLt.so.12", "libcufft.so.11", "libcusolver.so.11"],
  ...["libcusparse.so.12", "libcudnn.so.9"],
];

/**
 * Says why there is no GPU.
 *
 * @returns What follows the word `as`; undefined where nobody expects one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { whyNoGpu } from "./why_no_gpu.ts";
 *
 * const known = { cuda: true, asked: undefined, version: "2.21.0", refused: {} };
 * assertEquals(
 *   whyNoGpu({ ...known, has: (name) => name !== "libcudnn.so.9" }),
 *   "no GPU is used without libcudnn.so.9: pip install 'tensorflow[and-cuda]==2.21.0'",
 * );
 * ```
 */
export function whyNoGpu({ cuda, asked, version, refused, has }: WithoutGpu): string | undefined {
  if (asked === false) return undefined;
  if (cuda !== true) {
    if (asked === undefined) return undefined;
    return "no GPU is used by a libtensorflow for CPUs: native({ gpu: true, install: true }) fetches the one for GPUs";
  }
  if (!has("libcuda.so.1")) return "no GPU is used without NVIDIA's driver: libcuda.so.1 is not found";
  const missing = REQUIRED.filter((name) => !has(name));
  if (missing.length === 0) {
    return "no GPU is used since TensorFlow sees none, though CUDA is there: compare nvidia-smi and CUDA_VISIBLE_DEVICES";
  }
  const broken = missing.find((name) => refused[name] !== undefined);
  if (broken !== undefined) return `no GPU is used without ${missing.join(", ")}: ${refused[broken]}`;
  return `no GPU is used without ${missing.join(", ")}: pip install 'tensorflow[and-cuda]==${version}'`;
}
