/** What a stream is: samples one after the other, which have no numbers. */
import type { Settings } from "./settings.ts";
import type { Field, Sample } from "./source.ts";

/** A sample of a stream that is made where it is wanted: one that is passed over, or another rank's, is never decoded. */
export interface LateSample<X = Field, Y = Field> {
  /** What an error calls it. */
  readonly title: string;
  /** Makes it. */
  make(): Sample<X, Y> | Promise<Sample<X, Y>>;
}

/** Which pass is meant. */
export interface StreamPass {
  /** Counts from 0. */
  readonly epoch: number;
  /** The runner's seed, an unsigned 32-bit integer. */
  readonly seed: number;
  /** Samples of the pass that are left out at its beginning, where the stream is seekable. Default 0. */
  readonly from?: number;
}

/**
 * Samples one after the other, such as those of archives that are read as they come.
 *
 * @typeParam X The input of a sample.
 * @typeParam Y The target of a sample.
 */
export interface SampleStream<X = Field, Y = Field> {
  /** A word for logs. */
  readonly name: string;
  /** How it was made, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /** How many samples there are, where it is known. */
  readonly size?: number;
  /** The names of the classes, in the order of their labels, where the targets are labels. */
  readonly classes?: readonly string[];
  /** What its samples ask of Deno. */
  readonly permissions?: readonly Deno.PermissionDescriptor[];
  /** Whether `samples` honours `from`: else what is before is made and passed over. Default false. */
  readonly seekable?: boolean;
  /** The samples of a pass, from the first: the same ones in the same order for the same pass, so that a run that was cut goes on. */
  samples(pass: StreamPass): AsyncIterable<Sample<X, Y> | LateSample<X, Y>>;
}
