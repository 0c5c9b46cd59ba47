/** What an order is: which samples meet in which batch; elsewhere it is called a sampler. */
import type { Settings } from "./settings.ts";

/** The pass that is put into an order. */
export interface Pass {
  /** How many samples there are. */
  readonly size: number;
  /** Samples in a batch. */
  readonly batchSize: number;
  /** Counts from 0. */
  readonly epoch: number;
  /** The runner's seed, an unsigned 32-bit integer. */
  readonly seed: number;
  /** The class of every sample, where the source tells them. */
  labels?(): ArrayLike<number>;
}

/**
 * The numbers of the samples of a pass, in the order in which they come. Batches are cut from it one after the other, from
 * any sample on, and each rank takes its share of each batch: so an order is a pure function of the pass alone.
 */
export interface Order {
  (pass: Pass): Uint32Array;
  /** How it was made, as plain data, for the log and the checkpoints; its name there is that of the function. */
  readonly settings?: Settings;
}
