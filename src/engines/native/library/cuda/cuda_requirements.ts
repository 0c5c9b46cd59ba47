/** Which packages of NVIDIA a wheel of TensorFlow wants. */

/** Compilers; TensorFlow calls no library of theirs. */
const WITHOUT_LIBRARIES = /^nvidia-cuda-nvcc\b/;
const REQUIREMENT = /^Requires-Dist:\s*(nvidia-[\w.-]+)\s*\(?([^;()]*)\)?\s*;\s*extra\s*==\s*["']and-cuda["']\s*$/;

/**
 * The requirements of `tensorflow[and-cuda]` on packages with libraries, as pip takes them.
 *
 * @param metadata The wheel's METADATA (core metadata of Python's packages, 2.1 and later).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cudaRequirements } from "./cuda_requirements.ts";
 *
 * const metadata = 'Requires-Dist: numpy>=1.26\nRequires-Dist: nvidia-cudnn-cu12<10.0,>=9.3; extra == "and-cuda"\n';
 * assertEquals(cudaRequirements(metadata), ["nvidia-cudnn-cu12<10.0,>=9.3"]);
 * ```
 */
export function cudaRequirements(metadata: string): string[] {
  return metadata.split(/\r?\n/)
    .map((line) => REQUIREMENT.exec(line))
    .filter((match) => match !== null)
    .map(([, name, versions]) => `${name}${versions!.replaceAll(" ", "")}`)
    .filter((requirement) => !WITHOUT_LIBRARIES.test(requirement));
}
