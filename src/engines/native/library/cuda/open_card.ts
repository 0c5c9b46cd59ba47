/**
 * What CUDA's runtime tells of a graphics card: its name, and how much of its memory is taken. TensorFlow's C interface
 * has neither, and none of its operations reads the allocator.
 */

/** A graphics card. */
export interface Card {
  /** Such as `NVIDIA H100 80GB HBM3`; undefined where it does not say. */
  readonly name: string | undefined;
  /**
   * How much more of the card's memory is taken than when it was opened, in MB. TensorFlow's allocator takes memory in
   * pieces as it grows and gives none back, so it is the peak of what the allocator holds; what other programs take and
   * give meanwhile counts too.
   */
  memory(): number;
}

const SUCCESS = 0;
// A cudaDeviceProp begins with the name in 256 bytes; the whole of it is some 1,000 bytes in CUDA 12.
const PROPERTIES_BYTES = 8192, NAME_BYTES = 256;

/**
 * Opens a card for questions.
 *
 * @param runtime `libcudart`: its path, or the name by which the system's loader finds it.
 * @param index The card's number, as CUDA counts them.
 * @returns Undefined where the runtime cannot be loaded or does not answer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openCard } from "./open_card.ts";
 *
 * assertEquals(openCard("/no/such/libcudart.so.12", 0), undefined);
 * ```
 */
export function openCard(runtime: string, index: number): Card | undefined {
  const cuda = load(runtime);
  if (cuda === undefined || cuda.cudaSetDevice(index) !== SUCCESS) return undefined;
  const free = new BigUint64Array(1), total = new BigUint64Array(1);
  const taken = (): number | undefined =>
    cuda.cudaMemGetInfo(free, total) === SUCCESS ? Number(total[0]! - free[0]!) : undefined;
  const before = taken();
  if (before === undefined) return undefined;
  let last = before;
  return {
    name: nameOf(cuda, index),
    memory: () => Math.max(0, (last = taken() ?? last) - before) / 2 ** 20,
  };
}

function nameOf(cuda: Runtime, index: number): string | undefined {
  const properties = new Uint8Array(PROPERTIES_BYTES);
  // CUDA 12 has the present layout under the second name, CUDA 13 under the first alone.
  const ask = cuda.cudaGetDeviceProperties_v2 ?? cuda.cudaGetDeviceProperties;
  if (ask?.(properties, index) !== SUCCESS) return undefined;
  const bytes = properties.subarray(0, NAME_BYTES), end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, end === -1 ? NAME_BYTES : end)) || undefined;
}

const symbols = {
  cudaSetDevice: { parameters: ["i32"], result: "i32" },
  cudaMemGetInfo: { parameters: ["buffer", "buffer"], result: "i32" },
  cudaGetDeviceProperties: { parameters: ["buffer", "i32"], result: "i32", optional: true },
  cudaGetDeviceProperties_v2: { parameters: ["buffer", "i32"], result: "i32", optional: true },
} as const satisfies Deno.ForeignLibraryInterface;

type Runtime = Deno.StaticForeignLibraryInterface<typeof symbols>;

function load(runtime: string): Runtime | undefined {
  if (Deno.permissions.querySync({ name: "ffi", path: runtime }).state !== "granted") return undefined;
  try {
    return Deno.dlopen(runtime, symbols).symbols;
  } catch {
    return undefined;
  }
}
