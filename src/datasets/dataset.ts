/** A dataset of anybody's samples. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Dataset, DatasetWithLoss } from "../dataset.ts";
import type { OnBroken } from "../loading/collate.ts";
import { datasetOf } from "../loading/dataset_of.ts";
import type { Loss } from "../loss.ts";
import type { Order } from "../order.ts";
import { inOrder } from "../orders/in_order.ts";
import { shuffled } from "../orders/shuffled.ts";
import type { Batched, Source } from "../source.ts";
import type { Conversion, Transform } from "../transform.ts";

/** Samples, and how they come. */
export interface DatasetOptions<X, Y> {
  /** Samples to learn from. */
  readonly train: Source<X, Y>;
  /** Samples to be judged on. */
  readonly val?: Source<X, Y>;
  /** Samples for the last judgement. */
  readonly test?: Source<X, Y>;
  /** Samples in a batch. Default 32. */
  readonly batchSize?: number;
  /** Whether a last, smaller batch is left out of an epoch. Default false. */
  readonly dropLast?: boolean;
  /** In which order samples to learn from come. Default {@linkcode shuffled}. */
  readonly order?: Order;
  /** What happens to samples to learn from, in order. Default nothing. */
  readonly transforms?: readonly Transform[];
  /** What happens to all others. Default nothing. */
  readonly valTransforms?: readonly Transform[];
  /** How the bytes of images become numbers, such as `normalize({ mean: [0.5], std: [0.25] })`. Default int32 as they are. */
  readonly normalize?: Conversion;
  /** Threads that make batches where every part has a recipe; 0 makes them between steps. Default 0. */
  readonly workers?: number;
  /**
   * What becomes of a sample that cannot be read: `refuse` ends the pass with an error that names it, `skip` leaves it
   * out and says so in the log. Default `refuse`.
   */
  readonly onBroken?: OnBroken;
  /** A word for logs. Default the name of the source to learn from. */
  readonly name?: string;
}

/**
 * A dataset of sources: samples are transformed, put into an order, and into batches.
 *
 * Fields of one shape are stacked: numbers become float32 `[n]`, or int32 where they are classes, arrays keep their dtype,
 * bytes become int32, or float32 by `normalize` where they are images; texts stay texts, and records are records of these.
 * What is learnt from in which order is a pure function of (seed, epoch), what a transform draws of (seed, epoch, sample).
 *
 * @throws {RangeError} If the batch size or the threads cannot be; from a pass, if samples differ in shape.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dataset } from "jsr:@raptor/raptor";
 *
 * const squares = { name: "squares", size: 10, get: (i: number) => ({ x: i, y: i * i }) };
 * const data = dataset({ train: squares, batchSize: 5 });
 * await data.open!();
 * for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) {
 *   assertEquals(y.arraySync(), x.arraySync().map((i) => i * i));
 * }
 * ```
 */
export function dataset<X, Y, P>(
  options: DatasetOptions<X, Y> & { readonly loss: Loss<P, Batched<Y>> },
): DatasetWithLoss<Batched<X>, Batched<Y>, P>;
/** A dataset that names no loss. */
export function dataset<X, Y>(options: DatasetOptions<X, Y>): Dataset<Batched<X>, Batched<Y>>;
export function dataset(
  options: DatasetOptions<unknown, unknown> & { readonly loss?: Loss<never, never> },
): unknown {
  const { train, val, test, loss, batchSize = 32, dropLast = false, order = shuffled() } = given(options);
  const { transforms = [], valTransforms = [], normalize, workers = 0, name = train?.name } = given(options);
  const { onBroken = "refuse" } = given(options);
  const settings = settle("dataset", options, {
    ...{
      train,
      val,
      test,
      loss,
      batchSize,
      dropLast,
      order,
      transforms,
      valTransforms,
      normalize,
      workers,
      onBroken,
      name,
    },
  });
  for (const [split, source] of Object.entries({ train, val, test })) {
    if (split !== "train" && source === undefined || typeof source?.get === "function") continue;
    throw new TypeError(`Cannot make dataset as ${split} must be a source: got ${typeof source}.`);
  }
  requireRange("dataset", "true or false", { dropLast });
  const sources = [train, val, test].filter((source) => source !== undefined);
  return datasetOf({
    ...{ name, settings, loss, batchSize, dropLast, order, transforms, valTransforms, workers, onBroken },
    classes: train.classes,
    valOrder: inOrder(),
    conversion: normalize,
    permissions: () => sources.flatMap(({ permissions }) => permissions ?? []),
    open: () => ({ train, val, test }) as never,
  });
}
