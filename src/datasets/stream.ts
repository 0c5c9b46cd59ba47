/** A dataset of samples that come one after the other, as from the network, from archives or from a program. */
import type { Dataset, DatasetWithLoss, Epoch, Share } from "../dataset.ts";
import { openLost } from "../loading/lost.ts";
import { checkBatchSize, countBatches } from "../loading/picks.ts";
import { type Streamed, streamOf, streamPass } from "../loading/stream_pass.ts";
import type { Loss } from "../loss.ts";
import { given, requireOneOf, requireRange, settle } from "../options/settle.ts";
import type { Batched } from "../source.ts";
import type { SampleStream } from "../stream.ts";
import { mixSeed } from "../tensors/random.ts";
import type { DatasetOptions } from "./dataset.ts";

/** Samples, and how they come. */
export interface StreamOptions<X, Y>
  extends
    Pick<DatasetOptions<X, Y>, "batchSize" | "dropLast" | "transforms" | "valTransforms" | "normalize" | "onBroken"> {
  /**
   * Samples to learn from: a stream such as `webDataset`, a function that answers an iterable for each epoch, an iterable that can be
   * gone through more than once, or a dataset of `tf.data` whose elements are `{ xs, ys }`.
   */
  readonly train: Streamed<X, Y>;
  /** Samples to be judged on. */
  readonly val?: Streamed<X, Y>;
  /** Samples for the last judgement. */
  readonly test?: Streamed<X, Y>;
  /** Among how many samples at hand the next one is drawn; they are kept in memory. 0 leaves the order as it is. Default 1000. */
  readonly window?: number;
  /** The names of the classes where targets are labels. Default those of the stream. */
  readonly classes?: readonly string[];
  /** A word for logs. Default `stream`. */
  readonly name?: string;
}

/**
 * A dataset of samples that have no numbers. It is not known beforehand how many there are, unless the stream tells. An epoch is one
 * pass; its order is a pure function of (seed, epoch) as far as the stream's is. A run that was cut reads up to where it was without
 * making the samples, and each rank makes its share of each batch alone.
 *
 * @throws {TypeError} If something is no stream.
 * @throws {RangeError} If a number is out of range; from a pass, if there are no samples, or they differ in shape.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stream } from "jsr:@raptor/raptor";
 *
 * async function* squares() {
 *   for (let i = 0; i < 5; i++) yield { x: i, y: i * i };
 * }
 * const data = stream({ train: squares, batchSize: 2, window: 3 });
 * for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) {
 *   assertEquals(y.arraySync(), x.arraySync().map((i) => i * i));
 *   x.dispose();
 *   y.dispose();
 * }
 * ```
 */
export function stream<X, Y, P>(
  options: StreamOptions<X, Y> & { readonly loss: Loss<P, Batched<Y>> },
): DatasetWithLoss<Batched<X>, Batched<Y>, P>;
/** A stream that names no loss. */
export function stream<X, Y>(options: StreamOptions<X, Y>): Dataset<Batched<X>, Batched<Y>>;
export function stream(options: StreamOptions<unknown, unknown> & { readonly loss?: Loss<never, never> }): unknown {
  const { train, val, test, loss, batchSize = 32, dropLast = false, window = 1000, transforms = [] } = given(options);
  const { valTransforms = [], normalize, onBroken = "refuse", name = "stream" } = given(options);
  const splits = { train, val, test };
  const streams = Object.fromEntries(
    Object.entries(splits).flatMap(([split, one]) =>
      split === "train" || one !== undefined ? [[split, streamOf(one!, split)]] : []
    ),
  ) as { readonly train: SampleStream; readonly val?: SampleStream; readonly test?: SampleStream };
  const { classes = streams.train.classes } = given(options);
  const said = ({ name, settings }: SampleStream) => ({ name, ...settings });
  const settings = settle("stream", options, {
    train: said(streams.train),
    val: streams.val && said(streams.val),
    test: streams.test && said(streams.test),
    ...{ loss, batchSize, dropLast, window, transforms, valTransforms, normalize, classes, onBroken, name },
  });
  checkBatchSize(batchSize);
  requireRange("stream", "true or false", { dropLast });
  requireRange("stream", "a whole number of at least 0", { window });
  requireOneOf("stream", ["refuse", "skip"], { onBroken });
  const lost = openLost(name), shared = { name, conversion: normalize, labels: classes !== undefined, onBroken };
  const counts = (count: (size: number, split: string) => number) =>
    Object.freeze(Object.fromEntries(
      Object.entries(streams).flatMap(([split, { size }]) => size === undefined ? [] : [[split, count(size, split)]]),
    ));
  const judged = (one: SampleStream) => ({ rank = 0, ranks = 1 }: Share = {}) =>
    streamPass({
      ...{ ...shared, samples: one.samples({ epoch: 0, seed: 0 }), cut: { batchSize, rank, ranks }, lost: lost.add },
      ...{ window: 0, windowSeed: 0, transforms: valTransforms, seed: 0 },
    });
  return Object.freeze({
    ...{ name, settings, batchSize, seekable: true, shares: true, news: lost.news },
    ...loss && { loss },
    ...classes && { classes },
    permissions: Object.values(streams).flatMap(({ permissions }) => permissions ?? []),
    batches: counts((size, split) => countBatches({ size, batchSize, dropLast: dropLast && split === "train" })),
    samples: counts((size) => size),
    train({ epoch, seed, from = 0, rank = 0, ranks = 1 }: Epoch) {
      const drawn = { now: mixSeed(seed, "augment", epoch), always: mixSeed(seed, "augment"), epoch };
      // What is drawn among those at hand depends on all that came before.
      const begun = streams.train.seekable === true && window === 0 ? from : 0;
      return streamPass({
        ...{
          ...shared,
          samples: streams.train.samples({ epoch, seed, from: begun }),
          begun,
          transforms,
          seed: drawn,
          lost: lost.add,
        },
        ...{ cut: { batchSize, dropLast, from, rank, ranks }, window, windowSeed: mixSeed(seed, "window", epoch) },
      });
    },
    ...streams.val && { val: judged(streams.val) },
    ...streams.test && { test: judged(streams.test) },
  });
}
