/** Batches whose images are mixed with each other, and their targets with them. */
import type { Batch, Batches, Dataset, DatasetWithLoss, Epoch } from "../dataset.ts";
import { datasetOver } from "../loading/dataset_over.ts";
import type { Loss } from "../loss.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { beta } from "../tensors/draw.ts";
import { indicator, withinClasses } from "../tensors/labels.ts";
import { generator, mixSeed } from "../tensors/random.ts";
import { tf } from "../tf.ts";

/** How images are mixed. */
export interface MixedOptions {
  /** Both parameters of the beta distribution that shares are drawn from, above 0. Default 0.2 of `mixUp`, 1 of `cutMix`. */
  readonly alpha?: number;
  /** How many classes there are. Default as the dataset says. */
  readonly classes?: number;
  /** The chance that a batch is mixed, in [0, 1]. Default 1. */
  readonly chance?: number;
  /** The share of each target that is spread over all classes, in [0, 1). Default 0. */
  readonly labelSmoothing?: number;
}

/** What is learnt from has, in the place of labels [batch], shares of all classes, [batch, classes]. */
export type Mixed<X> = DatasetWithLoss<X, tf.Tensor1D, tf.Tensor2D>;

/**
 * Mixes each image of a batch with its neighbour, pixel by pixel, and their labels by the same share (Zhang et al., 2018; `MixUp` of
 * torchvision). Batches to learn from have shares of classes, [batch, classes], in the place of labels, and the dataset's loss takes
 * both; those to be judged on stay as they are. Metrics of what is learnt from would have to take shares as well.
 *
 * It happens on the device, batch by batch, by a share that is a pure function of (seed, epoch, first sample of the batch). A label beyond
 * the classes makes the loss NaN.
 *
 * @throws {RangeError} If an option is out of range; from a pass, if the classes are not known.
 * @throws {TypeError} From a pass, if targets are no labels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mixUp, synthetic, tf } from "jsr:@raptor/raptor";
 *
 * const data = mixUp(synthetic({ batchSize: 4, trainSamples: 4, valSamples: 4, workers: 0 }));
 * await data.open!();
 * for await (const { y } of data.train({ epoch: 0, seed: 1 })) {
 *   assertEquals(y.shape as number[], [4, 10]);
 *   assertEquals(tf.sum(y).dataSync()[0]!.toFixed(4), "4.0000");
 * }
 * ```
 */
export function mixUp<X extends tf.Tensor>(data: Dataset<X, tf.Tensor1D, never>, options: MixedOptions = {}): Mixed<X> {
  return mixed("mixUp", data, options, 0.2, (images, _, share) => ({
    images: tf.add(tf.mul(images, share), tf.mul(neighbours(images), 1 - share)),
    share,
  }));
}

/**
 * Puts a rectangle of its neighbour into each image of a batch, and mixes their labels by its area (Yun et al., 2019; `CutMix` of
 * torchvision). See {@linkcode mixUp}.
 *
 * @throws {RangeError} If an option is out of range; from a pass, if the classes are not known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cutMix, synthetic } from "jsr:@raptor/raptor";
 *
 * const data = cutMix(synthetic({ batchSize: 4, trainSamples: 4, valSamples: 4, workers: 0 }), { alpha: 1 });
 * assertEquals([data.name, data.settings?.alpha], ["cutMix", 1]);
 * ```
 */
export function cutMix<X extends tf.Tensor>(
  data: Dataset<X, tf.Tensor1D, never>,
  options: MixedOptions = {},
): Mixed<X> {
  return mixed("cutMix", data, options, 1, (images, next, share) => {
    if (images.rank !== 4) {
      throw new RangeError(
        `Cannot mix ${data.name} as images must be [batch, height, width, channels]: got [${
          images.shape.join(", ")
        }]. ` +
          "Take mixUp, which has no rectangles.",
      );
    }
    const [, height = 1, width = 1] = images.shape, half = Math.sqrt(1 - share) / 2;
    const [x, y] = [Math.floor(next() * width), Math.floor(next() * height)];
    const [across, down] = [Math.trunc(half * width), Math.trunc(half * height)];
    const [left, right] = [Math.max(x - across, 0), Math.min(x + across, width)];
    const [top, bottom] = [Math.max(y - down, 0), Math.min(y + down, height)];
    const isIn = Uint8Array.from({ length: height * width }, (_, i) => {
      const row = Math.floor(i / width), column = i % width;
      return Number(row >= top && row < bottom && column >= left && column < right);
    });
    const hole = tf.cast(tf.tensor(isIn, [1, height, width, 1], "int32"), "float32");
    return {
      images: tf.add(tf.mul(images, tf.sub(1, hole)), tf.mul(neighbours(images), hole)),
      share: 1 - (right - left) * (bottom - top) / (height * width),
    };
  });
}

type Mix = (images: tf.Tensor, next: () => number, share: number) => {
  readonly images: tf.Tensor;
  /** What is left of each image. */
  readonly share: number;
};

function mixed<X extends tf.Tensor>(
  name: string,
  data: Dataset<X, tf.Tensor1D, never>,
  options: MixedOptions,
  usual: number,
  mix: Mix,
): Mixed<X> {
  const { alpha = usual, classes, chance = 1, labelSmoothing = 0 } = given(options);
  const settings = settle(name, options, { alpha, classes, chance, labelSmoothing }, { data });
  requireRange(name, "a finite number above 0", { alpha });
  requireRange(name, "in [0, 1]", { chance });
  if (classes !== undefined) requireRange(name, "a whole number of at least 1", { classes });
  const count = () => {
    const known = classes ?? data.classes?.length;
    if (known !== undefined) return known;
    throw new RangeError(`Cannot mix ${data.name} as its classes must be known: got none. Say them: { classes: 10 }.`);
  };
  const mixing = ({ x, y, ...rest }: Batch<X, tf.Tensor1D>, seed: number): Batch<X, tf.Tensor1D> => {
    requireLabels(data.name, y);
    const next = generator(seed), isMixed = next() < chance, drawn = beta(alpha, alpha, next);
    const [images, shares] = tf.tidy(() => {
      const classes = count(), whole = tf.cast(y, "int32") as tf.Tensor1D;
      const labels = withinClasses(whole, classes, (known) => indicator(known, classes)), bytes = tf.cast(x, "float32");
      if (!isMixed) return [bytes, labels];
      const { images, share } = mix(bytes, next, drawn);
      return [images, tf.add(tf.mul(labels, share), tf.mul(neighbours(labels), 1 - share))];
    });
    tf.dispose([x, y]);
    return { x: images as X, y: shares as unknown as tf.Tensor1D, ...rest };
  };
  return datasetOver<X, tf.Tensor1D>(data, {
    name,
    settings,
    loss: eitherWay(labelSmoothing) as never,
    train(epoch: Epoch) {
      const seed = mixSeed(epoch.seed, name, epoch.epoch);
      return each(data.train(epoch), epoch.from ?? 0, data.batchSize, (batch, at) => mixing(batch, mixSeed(seed, at)));
    },
  }) as unknown as Mixed<X>;
}

/** Refuses targets that no shares can be told of: masks, records, samples with weights. */
function requireLabels(name: string, y: unknown): void {
  if (y instanceof tf.Tensor && y.rank === 1) return;
  const got = y instanceof tf.Tensor
    ? `[${y.shape.join(", ")}]`
    : `an object of ${Object.keys(y as object).join(", ")}`;
  throw new TypeError(`Cannot mix ${name} as its targets must be labels, [batch]: got ${got}. Take them unmixed.`);
}

/** Each one's neighbour: the one before it, and of the first one the last. */
function neighbours(rows: tf.Tensor): tf.Tensor {
  const count = rows.shape[0]!;
  return count === 1 ? rows : tf.concat([tf.slice(rows, count - 1, 1), tf.slice(rows, 0, count - 1)], 0);
}

/** Cross-entropy of labels or of shares, whichever a batch has. */
function eitherWay(labelSmoothing: number): Loss<tf.Tensor2D, tf.Tensor1D | tf.Tensor2D> {
  const labels = crossEntropy({ labelSmoothing }), shares = crossEntropy({ labelSmoothing, soft: true });
  const judge = (logits: tf.Tensor2D, target: tf.Tensor1D | tf.Tensor2D) =>
    target.rank === 2 ? shares(logits, target as tf.Tensor2D) : labels(logits, target as tf.Tensor1D);
  return asPart("crossEntropy", judge, { settings: shares.settings, staticGraph: true });
}

/** Each batch, with the number of its first sample in the epoch; one that is promised stays a promise. */
function each<X, Y>(
  batches: Batches<X, Y>,
  from: number,
  batchSize: number | undefined,
  change: (batch: Batch<X, Y>, at: number) => Batch<X, Y>,
): Batches<X, Y> {
  let at = from;
  const place = (size: number) => {
    const here = at;
    at += batchSize ?? size;
    return here;
  };
  if (Symbol.iterator in batches) {
    return (function* () {
      for (const batch of batches) {
        if (!(batch instanceof Promise)) {
          yield change(batch, place(batch.size));
          continue;
        }
        const here = batchSize === undefined ? undefined : place(batchSize);
        yield batch.then((batch) => change(batch, here ?? place(batch.size)));
      }
    })();
  }
  return (async function* () {
    for await (const batch of batches) yield change(batch, place(batch.size));
  })();
}
