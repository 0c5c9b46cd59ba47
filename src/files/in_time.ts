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
export async function inTime<T>(bytes: number, parse: () => T, seconds?: number): Promise<T> {
  return (await timekeeper())(bytes, parse, seconds);
}

/** What was ended; its message is the end of a sentence. */
export class Endless extends RangeError {
  override readonly name = "RangeError";
}

/** As {@linkcode inTime}, for who has waited for it. */
export type Timekeeper = <T>(bytes: number, parse: () => T, seconds?: number) => T;

/**
 * Makes what ends functions that take too long, for many calls: each costs some 20 microseconds. A function must not call it again.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { Endless, timekeeper } from "./in_time.ts";
 *
 * const within = await timekeeper();
 * assertEquals(within(100, () => 1 + 1), 2);
 * assertThrows(() => within(100, () => /(a+)+$/.test("a".repeat(40) + "b"), 0.05), Endless, "got parts without end");
 * ```
 */
export async function timekeeper(): Promise<Timekeeper> {
  // Rarely needed.
  const { createContext, Script } = await import("node:vm");
  const held: { call?: () => void } = {}, context = createContext(held), script = new Script("call()");
  return <T>(bytes: number, parse: () => T, seconds = LEAST + EACH * bytes / 2 ** 20) => {
    let result: { readonly value: T } | undefined, failure: { readonly error: unknown } | undefined;
    held.call = () => {
      try {
        result = { value: parse() };
      } catch (error) {
        failure = { error };
      }
    };
    try {
      script.runInContext(context, { timeout: Math.ceil(1000 * seconds) });
    } catch (cause) {
      throw new Endless(`it must be read in ${seconds} s: got parts without end`, { cause });
    } finally {
      delete held.call;
    }
    if (failure !== undefined) throw failure.error;
    return result!.value;
  };
}
