/** What another rank says, as JSON: it is looked at before it is believed. */

/**
 * Reads what a rank has said.
 *
 * @param rank Which.
 * @param bytes JSON in UTF-8.
 * @param what It must say, for the sentence.
 * @param is Whether it is that.
 * @throws {Error} If it is none. What was said does not stand in the sentence, as it may hold anything.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { heardFrom } from "./heard_from.ts";
 *
 * const read = (text: string) =>
 *   heardFrom(1, new TextEncoder().encode(text), "a number", (value): value is number => typeof value === "number");
 * assertEquals(read("3"), 3);
 * assertThrows(() => read("{"), Error, "Cannot go on as rank 1 must say a number: got 1 byte that makes no sense.");
 * ```
 */
export function heardFrom<T>(rank: number, bytes: Uint8Array, what: string, is: (value: unknown) => value is T): T {
  let said: unknown;
  try {
    said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    said = undefined;
  }
  if (said !== undefined && is(said)) return said;
  throw oddly(rank, `say ${what}`, bytes.length);
}

/** The error of a rank that does not do what it must. */
export function oddly(rank: number, must: string, bytes: number): Error {
  return new Error(
    `Cannot go on as rank ${rank} must ${must}: got ${bytes} byte${
      bytes === 1 ? " that makes" : "s that make"
    } no sense. ` +
      "All ranks must run the same script, with the same version of Raptor.",
  );
}

/** More than this no rank hands to another at once: MPI counts by 32 bits. */
export const MOST = 2 ** 31 - 1;

/** Whether a value is the shape of a tensor that ranks can hand round. */
export function isShape(value: unknown): value is readonly number[] {
  if (!Array.isArray(value) || !value.every((side) => Number.isSafeInteger(side) && side >= 0)) return false;
  return value.reduce((all: number, side: number) => all * side, 1) <= MOST;
}

/**
 * What most ranks say.
 *
 * @param said What each says, as a text.
 * @param own What this one says, which stands where as many say another thing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { usualOf } from "./heard_from.ts";
 *
 * assertEquals([usualOf(["a", "b", "a"], "b"), usualOf(["a", "b"], "b")], ["a", "b"]);
 * ```
 */
export function usualOf(said: readonly string[], own: string): string {
  const counted = (text: string) => said.filter((each) => each === text).length;
  return said.reduce((most, text) => counted(text) > counted(most) ? text : most, own);
}
