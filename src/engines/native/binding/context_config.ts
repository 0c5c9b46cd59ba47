/** The settings of a TensorFlow context as bytes: a ConfigProto of tensorflow/core/protobuf/config.proto. */
import { type Field, message } from "./protobuf.ts";

/** What a context is told before it starts. */
export interface ContextSettings {
  /** Threads within one operation and beside each other; undefined leaves it to TensorFlow. */
  readonly threads?: number | undefined;
  /** Operations that run at once; undefined takes as many as threads. */
  readonly atOnce?: number | undefined;
  /** Which graphics card: its number, false for none; undefined and true take the first. */
  readonly gpu?: number | boolean | undefined;
  /** Whether oneDNN is named where TensorFlow does not take it by itself; undefined leaves it to the environment. */
  readonly oneDnn?: boolean | undefined;
}

const CONFIG = { deviceCount: 1, withinOperation: 2, besideEachOther: 5, gpuOptions: 6, softPlacement: 7 } as const;
const GPU_OPTIONS = { allowGrowth: 4, visibleDevices: 5 } as const;

/**
 * The bytes of a ConfigProto. One card alone is visible, as TensorFlow holds memory on each that it sees, and its
 * memory is taken as it is needed. An operation that has no kernel for the card runs on the processor, which is what
 * TensorFlow's Python does too (`allow_soft_placement`).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { contextConfig } from "./context_config.ts";
 *
 * assertEquals(Array.from(contextConfig({ threads: 2, gpu: 1 })), [16, 2, 40, 2, 50, 5, 32, 1, 42, 1, 0x31, 56, 1]);
 * ```
 */
export function contextConfig({ threads, atOnce = threads, gpu = true }: ContextSettings): Uint8Array<ArrayBuffer> {
  const fields: (readonly [number, Field])[] = [];
  // An entry of a map is a message of its key and its value.
  if (gpu === false) fields.push([CONFIG.deviceCount, message([1, "GPU"], [2, 0])]);
  if (threads !== undefined) fields.push([CONFIG.withinOperation, threads]);
  if (atOnce !== undefined) fields.push([CONFIG.besideEachOther, atOnce]);
  if (gpu !== false) {
    const visible = String(gpu === true ? 0 : gpu);
    fields.push([CONFIG.gpuOptions, message([GPU_OPTIONS.allowGrowth, 1], [GPU_OPTIONS.visibleDevices, visible])]);
  }
  return message(...fields, [CONFIG.softPlacement, 1]);
}
