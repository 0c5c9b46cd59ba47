/** The random numbers of a sample: those that it has in one epoch, and one that it has in all. */
import { generator, mixSeed } from "../tensors/random.ts";
import type { Draws } from "../transform.ts";

/** Of what transforms draw in a pass; where only one epoch counts, a seed alone. */
export type PassSeed = number | {
  /** The seed of this epoch. */
  readonly now: number;
  /** The seed of all epochs. */
  readonly always: number;
  /** Counts from 0. */
  readonly epoch: number;
};

/**
 * What a sample draws from, a pure function of the pass and of the sample's number.
 *
 * @param index The sample's number in its source.
 *
 * @example
 * ```ts
 * import { assertEquals, assertNotEquals } from "@std/assert";
 * import { drawsOf } from "./draws_of.ts";
 *
 * const [first, second] = [0, 1].map((epoch) => drawsOf({ now: 7 + epoch, always: 3, epoch }, 12));
 * assertEquals(first!.lasting, second!.lasting);
 * assertNotEquals(first!(), second!());
 * ```
 */
export function drawsOf(seed: PassSeed, index: number): Draws {
  if (typeof seed === "number") return generator(mixSeed(seed, index));
  const { now, always, epoch } = seed;
  // Of each sample: to assign them from an object takes as long as to make the generator.
  const draws: (() => number) & { epoch?: number; lasting?: number } = generator(mixSeed(now, index));
  draws.epoch = epoch;
  draws.lasting = mixSeed(always, index) / 2 ** 32;
  return draws;
}
