/** What a dataset is: batches to learn from and batches to be judged on. */
import type { Knowledge } from "./knowledge.ts";
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
  /** Samples of the order that were left out between the batch before and the end of this one. Default 0. */
  readonly skipped?: number;
  /** How many examples the batch has of which this is the share of one rank. Default its own `size`. */
  readonly of?: number;
  /** Whether there was nothing left for this rank: what it has are examples of others, which do not count. Default false. */
  readonly absent?: boolean;
}

/**
 * A pass over batches. A batch of a synchronous pass may be a promise, as where its samples are read; `for await` waits for
 * it.
 */
export type Batches<X, Y> = Iterable<Batch<X, Y> | Promise<Batch<X, Y>>> | AsyncIterable<Batch<X, Y>>;

/** A number for each pass, as far as it is known beforehand. */
export interface Counts {
  /** Of an epoch. */
  readonly train?: number;
  /** Of a validation. */
  readonly val?: number;
  /** Of a test. */
  readonly test?: number;
}

/** Which part of each batch is meant, where several ranks learn together: each takes its share. */
export interface Share {
  /** Counts from 0. Default 0. */
  readonly rank?: number;
  /** How many there are. Default 1. */
  readonly ranks?: number;
}

/** Which batches of which epoch are meant. */
export interface Epoch extends Share {
  /** Counts from 0. */
  readonly epoch: number;
  /** The runner's seed, an unsigned 32-bit integer. */
  readonly seed: number;
  /** Samples of the epoch that are left out at its beginning, since they were learnt from already. Default 0. */
  readonly from?: number;
}

/** Further batches to be judged on. */
export interface JudgedSet<X, Y> {
  /** How many there are, where it is known. Read after `open`. */
  readonly batches?: number;
  /** The batches, always the same, or the share of a rank. */
  pass(share?: Share): Batches<X, Y>;
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
  /** What a checkpoint keeps of it, so that the model can be used without it. Read after `open`. */
  readonly knows?: Knowledge;
  /** How many batches each pass has. Read after `open`; without it the log leaves out totals and the time left. */
  readonly batches?: Counts;
  /** How many samples each pass has. Read after `open`. */
  readonly samples?: Counts;
  /** Samples in a batch to learn from. With `samples` it tells what is left of an epoch that another size was begun with. */
  readonly batchSize?: number;
  /**
   * Whether `train` honours `from`, so that a run that is resumed begins in the middle of an epoch at once. Without it the
   * batches before are made again and passed over.
   */
  readonly seekable?: boolean;
  /**
   * Whether passes honour `rank` and `ranks`: a rank has as many batches as any other, each with `of`. Without it every rank makes
   * whole batches and takes its rows of them.
   */
  readonly shares?: boolean;
  /**
   * The same dataset with batches so many times as large, for ranks of which each wants a batch of its own size. Left out, that
   * is refused.
   */
  larger?(times: number): Dataset<X, Y, P>;
  /** What `open` and the passes ask of Deno, as narrow as it can be said. */
  readonly permissions?: readonly Deno.PermissionDescriptor[];
  /** Gets ready: downloads, reads, verifies. Called once before the first pass; a second call does nothing. */
  open?(): Promise<void>;
  /** What there is to tell since it was asked last, such as samples that were left out: lines for the log. */
  news?(): readonly string[];
  /** Ends what waits for the next pass, such as threads. The data stays open, and a later pass begins anew. */
  close?(): Promise<void>;
  /** The batches of one epoch, in an order that is a pure function of (seed, epoch), whatever sample it begins with. */
  train(epoch: Epoch): Batches<X, Y>;
  /** The batches to be judged on after an epoch, always the same. */
  val?(share?: Share): Batches<X, Y>;
  /** Further batches to be judged on after an epoch, by the names that go before their scores, as in `noisy/accuracy`. */
  readonly sets?: Readonly<Record<string, JudgedSet<X, Y>>>;
  /** The batches for the last judgement; `.test()` takes `val` where there are none. */
  test?(share?: Share): Batches<X, Y>;
}

/** A dataset that names its natural loss, so that `.loss()` is optional. */
export interface DatasetWithLoss<X, Y, P> extends Dataset<X, Y, P> {
  /** The loss that comes with the task. */
  readonly loss: Loss<P, Y>;
}
