/** Lengths of axes of which some follow the size of the batch. */
import type { Setting, Size, Value } from "../graph.ts";

/** The sizes of the batch by which a model is recorded. */
export const BATCHES = [2, 3] as const;

/**
 * What a number is that was once recorded for either size of the batch.
 *
 * @returns The number itself where it is the same, so many times the batch where it follows that, else undefined.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sizeOf } from "./sizes.ts";
 *
 * assertEquals([sizeOf(8, 8), sizeOf(8, 12), sizeOf(8, 9)], [8, { batch: 4 }, undefined]);
 * ```
 */
export function sizeOf(one: number, two: number): Size | undefined {
  if (Object.is(one, two)) return one;
  const times = one / BATCHES[0];
  return Number.isInteger(times) && times > 0 && times * BATCHES[1] === two ? { batch: times } : undefined;
}

/** Whether a setting, or a part of it, follows the batch. */
export function followsBatch(setting: Setting): boolean {
  return Array.isArray(setting) ? setting.some(followsBatch) : typeof setting === "object";
}

/** Whether two lengths are the same for every batch. */
export function isSameSize(one: Size | undefined, two: Size | undefined): boolean {
  return typeof one === "object" && typeof two === "object" ? one.batch === two.batch : one === two;
}

/** Whether two tensors have the same shape for every batch. */
export function isSameShape({ shape: one }: Pick<Value, "shape">, { shape: two }: Pick<Value, "shape">): boolean {
  return one.length === two.length && one.every((size, axis) => isSameSize(size, two[axis]));
}
