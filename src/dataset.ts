/** What a dataset is: batches to learn from and batches to be judged on. */
import type { Loss } from "./loss.ts";
import type { Settings } from "./settings.ts";

/** A few examples that travel together. Whoever takes a batch disposes of its tensors. */
export interface Batch<X, Y> {
  /** The inputs; the first axis is the batch. */
  readonly x: X;
  /** The targets. */
  readonly y: Y;
  /** How many examples there are; the last batch of an epoch may be smaller. */
  readonly size: number;
}

/** A pass over batches. */
export type Batches<X, Y> = Iterable<Batch<X, Y>> | AsyncIterable<Batch<X, Y>>;

/** How many batches each pass has, as far as it is known beforehand. */
export interface BatchCounts {
  /** Of an epoch. */
  readonly train?: number;
  /** Of a validation. */
  readonly val?: number;
  /** Of a test. */
  readonly test?: number;
}

/**
 * Batches to learn from, and batches to be judged on.
 *
 * @typeParam X The inputs of a batch.
 * @typeParam Y The targets of a batch.
 * @typeParam P The prediction that its natural loss judges.
 */
export interface Dataset<X, Y, P = never> {
  /** A word for logs, such as `cifar10`. */
  readonly name: string;
  /** How it was made, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /** The loss that comes with the task; `.loss()` overrides it. */
  readonly loss?: Loss<P, Y>;
  /** The names of the classes, in the order of their labels. */
  readonly classes?: readonly string[];
  /** Read after `open`; without it the log leaves out totals and the time left. */
  readonly batches?: BatchCounts;
  /** What `open` and the passes ask of Deno, as narrow as it can be said. */
  readonly permissions?: readonly Deno.PermissionDescriptor[];
  /** Gets ready: downloads, reads, verifies. Called once before the first pass; a second call does nothing. */
  open?(): Promise<void>;
  /** Ends what waits for the next pass, such as threads. The data stays open, and a later pass begins anew. */
  close?(): Promise<void>;
  /**
   * The batches of one epoch, in an order that is a pure function of (seed, epoch).
   *
   * @param epoch Counts from 0.
   * @param seed The runner's seed, an unsigned 32-bit integer.
   */
  train(epoch: number, seed: number): Batches<X, Y>;
  /** The batches to be judged on after an epoch, always the same. */
  val?(): Batches<X, Y>;
  /** The batches for the last judgement; `.test()` takes `val` where there are none. */
  test?(): Batches<X, Y>;
}

/** A dataset that names its natural loss, so that `.loss()` is optional. */
export interface DatasetWithLoss<X, Y, P> extends Dataset<X, Y, P> {
  /** The loss that comes with the task. */
  readonly loss: Loss<P, Y>;
}
