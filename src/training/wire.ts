/** How gradients go from rank to rank: as they are, or as fewer bytes. */
import type { RankGroup } from "../group.ts";

/** A way to add up gradients. */
export interface Wire {
  /** Whether nothing is rounded, so that they may be added up where they are. Default false. */
  readonly exact?: boolean;
  /** Adds up numbers over all ranks, in place: the same on all, to the last digit. */
  sum(numbers: Float32Array<ArrayBuffer>, group: RankGroup): void;
}

/** As they are, float32. */
export const plain: Wire = Object.freeze<Wire>({ exact: true, sum: (numbers, { now }) => now.sum(numbers) });
