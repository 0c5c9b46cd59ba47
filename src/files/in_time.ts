/** A bound on the time of what parses bytes of others: a file can say that it has a thousand million parts. */

/** Seconds that anything may take, and those for each mebibyte. */
const LEAST = 3, EACH = 1;

/**
 * Calls a function that does not wait, and ends it where it takes far longer than so many bytes can.
 *
 * @param bytes How long the file is.
 * @param parse The function; nothing of what it did is to be used once it was ended.
 * @throws {RangeError} If it was ended; the message is the end of a sentence.
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { inTime } from "./in_time.ts";
 *
 * assertEquals(await inTime(100, () => 1 + 1), 2);
 * const endless = () => {
 *   while (true);
 * };
 * await assertRejects(() => inTime(100, endless, 0.05), RangeError, "it must be read in 0.05 s");
 * ```
 */
export async function inTime<T>(bytes: number, parse: () => T, seconds = LEAST + EACH * bytes / 2 ** 20): Promise<T> {
  // Rarely needed.
  const { runInNewContext } = await import("node:vm");
  let result: { readonly value: T } | undefined, failure: { readonly error: unknown } | undefined;
  const call = () => {
    try {
      result = { value: parse() };
    } catch (error) {
      failure = { error };
    }
  };
  try {
    runInNewContext("call()", { call }, { timeout: Math.ceil(1000 * seconds) });
  } catch (cause) {
    throw new RangeError(`it must be read in ${seconds} s: got parts without end`, { cause });
  }
  if (failure !== undefined) throw failure.error;
  return result!.value;
}
