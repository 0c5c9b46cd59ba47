/** How gradients go from rank to rank: as they are, or as fewer bytes. */
import type { RankGroup } from "../group.ts";

/** A gradient, by the name of its weight. */
export interface WirePart {
  /** Of its weight. */
  readonly name: string;
  /** How many numbers it has. */
  readonly size: number;
}

/** A way to add up gradients. */
export interface Wire {
  /** Whether nothing is rounded, so that they may be added up where they are. Default false. */
  readonly exact?: boolean;
  /**
   * Adds up numbers over all ranks, in place: the same on all, to the last digit.
   *
   * @param parts What they are, one after the other.
   */
  sum(numbers: Float32Array<ArrayBuffer>, group: RankGroup, parts: readonly WirePart[]): void;
  /** What this rank has held back, to be sent later, by the names of weights: a run goes on with it. Default nothing is. */
  readonly unsent?: Map<string, Float32Array<ArrayBuffer>>;
}

/** As they are, float32. */
export const plain: Wire = Object.freeze<Wire>({ exact: true, sum: (numbers, { now }) => now.sum(numbers) });
