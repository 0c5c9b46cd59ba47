/** Memory that is used up: engines say so in one way, and whoever knows the batch adds the size to try. */

/** The cause of an error of memory that is used up. */
export const OUT_OF_MEMORY = "out of memory";

/** What V8 says where there is no room for an array. */
const V8 = /^(Array buffer allocation failed|Invalid typed array length|Invalid array buffer length)/;

/**
 * Whether V8, or an engine, says that there is no memory left.
 *
 * @param error What was thrown.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isMemory, outOfMemory } from "./out_of_memory.ts";
 *
 * assertEquals([isMemory(outOfMemory("add", "no room")), isMemory(new RangeError("-1"))], [true, false]);
 * ```
 */
export function isMemory(error: unknown): error is RangeError {
  return error instanceof RangeError && (error.cause === OUT_OF_MEMORY || V8.test(error.message));
}

/**
 * The error of an engine that has no memory left, as V8 throws it for its own: a RangeError.
 *
 * @param doing What was to be done, as it follows `Cannot`.
 * @param said What the device said; one line of it is told, that which names the memory.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { outOfMemory } from "./out_of_memory.ts";
 *
 * assertEquals(outOfMemory("add", "no room").message, "Cannot add as the device's memory is used up: got no room");
 * ```
 */
export function outOfMemory(doing: string, said: string): RangeError {
  const lines = said.trim().split("\n");
  const line = lines.find((line) => /OOM|memory/.test(line)) ?? lines[0];
  return new RangeError(`Cannot ${doing} as the device's memory is used up: got ${line}`, { cause: OUT_OF_MEMORY });
}

/**
 * Runs what works on a batch. Where memory is used up, the error says which size to try.
 *
 * @param size Samples in the batch.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { onBatch, outOfMemory } from "./out_of_memory.ts";
 *
 * const run = () => {
 *   throw outOfMemory("add", "no room");
 * };
 * assertThrows(() => onBatch(32, run), RangeError, "Try a batch of at most 16: this one has 32 samples.");
 * ```
 */
export function onBatch<R>(size: number, run: () => R): R {
  try {
    return run();
  } catch (error) {
    if (!isMemory(error)) throw error;
    const what = V8.test(error.message)
      ? `Cannot compute the batch as this process's memory is used up: got ${error.message}`
      : error.message;
    const hint = size > 1
      ? `Try a batch of at most ${Math.floor(size / 2)}: this one has ${size} samples.`
      : "This batch has one sample: make it, or the model, smaller.";
    throw new RangeError(`${what}\n${hint}`, { cause: error });
  }
}
