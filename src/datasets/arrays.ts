/** Data that the user already holds, of any shape. */
import { given, requireNames, requireRange, settle } from "../options/settle.ts";
import type { Dataset, DatasetWithLoss } from "../dataset.ts";
import { datasetOf } from "../loading/dataset_of.ts";
import type { Loss } from "../loss.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { inOrder } from "../orders/in_order.ts";
import { shuffled } from "../orders/shuffled.ts";
import type { Source, Weighted } from "../source.ts";
import { rows } from "../sources/rows.ts";
import { weighted } from "../sources/weighted.ts";
import type { BatchOf, HostData } from "../tensors/host_data.ts";
import type { tf } from "../tf.ts";

/** Inputs, targets and how they come. */
export interface ArraysOptions<A extends HostData, B extends HostData> {
  /** The inputs; the first axis is the examples. */
  readonly x: A;
  /** The targets, as many. */
  readonly y: B;
  /** Inputs to be judged on. */
  readonly valX?: NoInfer<A>;
  /** Targets to be judged on. */
  readonly valY?: NoInfer<B>;
  /** Examples in a batch. Default 32. */
  readonly batchSize?: number;
  /** Whether the examples to learn from come in a new order each epoch. Default true. */
  readonly shuffle?: boolean;
  /** Whether a last, smaller batch is left out of training. Default false. */
  readonly dropLast?: boolean;
  /** A word for logs. Default `arrays`. */
  readonly name?: string;
}

/** Options with a natural loss. */
export interface LossOption<P, Y> {
  /** The loss that comes with the task. */
  readonly loss?: Loss<P, Y>;
}

/** Options for examples that weigh unlike: targets of batches are then `{ target, weight }`, as losses that are means take them, and metrics. */
export interface WeightsOption {
  /** How much each example weighs, a finite number of at least 0. */
  readonly weights: ArrayLike<number>;
  /** How much each of those that are judged weighs. Default 1. */
  readonly valWeights?: ArrayLike<number>;
}

/** Options that are not given. */
export type Without<O> = { readonly [K in keyof O]?: never };

/** Options for targets that are classes. */
export interface ClassesOption {
  /** The names of the classes, or how many there are; the targets are then whole numbers in [0, classes). */
  readonly classes: readonly string[] | number;
}

/**
 * A dataset of arrays or tensors. They are read and copied once, by `open`, and stay the caller's.
 *
 * With `classes` the targets become int32 labels `[n]` and the natural loss is {@linkcode crossEntropy}. Without, nested
 * arrays become float32, and everything else keeps its dtype.
 *
 * @throws {TypeError} If lengths differ or something is no number.
 * @throws {RangeError} If there are no examples, the batch size is wrong or, from `open`, a label names no class.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { arrays } from "jsr:@raptor/raptor";
 *
 * const data = arrays({ x: [[0, 0], [0, 1], [1, 0], [1, 1]], y: [0, 1, 1, 0], classes: 2, batchSize: 4 });
 * await data.open!();
 * for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) {
 *   assertEquals([x.shape, y.dtype], [[4, 2], "int32"]);
 *   x.dispose();
 *   y.dispose();
 * }
 * ```
 */
export function arrays<A extends HostData>(
  options: ArraysOptions<A, HostData> & ClassesOption & WeightsOption,
): DatasetWithLoss<BatchOf<A>, Weighted<tf.Tensor1D>, tf.Tensor2D>;
/** A dataset of arrays or tensors that weigh unlike, with a loss that is theirs. */
export function arrays<A extends HostData, B extends HostData, P>(
  options: ArraysOptions<A, B> & WeightsOption & { readonly loss: Loss<P, Weighted<BatchOf<B>>> },
): DatasetWithLoss<BatchOf<A>, Weighted<BatchOf<B>>, P>;
/** A dataset of arrays or tensors of classes. */
export function arrays<A extends HostData>(
  options: ArraysOptions<A, HostData> & ClassesOption & Without<WeightsOption>,
): DatasetWithLoss<BatchOf<A>, tf.Tensor1D, tf.Tensor2D>;
/** A dataset of arrays or tensors with a loss that is theirs. */
export function arrays<A extends HostData, B extends HostData, P>(
  options: ArraysOptions<A, B> & Without<WeightsOption> & { readonly loss: Loss<P, BatchOf<B>> },
): DatasetWithLoss<BatchOf<A>, BatchOf<B>, P>;
/** A dataset of arrays or tensors whose targets are anything but classes. */
export function arrays<A extends HostData, B extends HostData, P = never>(
  options: ArraysOptions<A, B> & Without<WeightsOption> & LossOption<P, BatchOf<B>>,
): Dataset<BatchOf<A>, BatchOf<B>, P>;
export function arrays(
  options: ArraysOptions<HostData, HostData> & Partial<ClassesOption & WeightsOption> & LossOption<never, never>,
): unknown {
  const { x, y, valX, valY, batchSize = 32, shuffle = true, dropLast = false, name = "arrays", classes } = given(
    options,
  );
  const { weights, valWeights, loss = classes === undefined ? undefined : crossEntropy() } = given(options);
  const values = { x, y, valX, valY, classes, weights, valWeights, batchSize, shuffle, dropLast, name, loss };
  const settings = settle("arrays", options, values);
  requireRange("arrays", "true or false", { shuffle, dropLast });
  if ((valX === undefined) !== (valY === undefined)) {
    throw new TypeError(
      `Cannot judge as valX and valY must come together: got only ${valX === undefined ? "valY" : "valX"}. ` +
        "Give both or none.",
    );
  }
  if (valWeights !== undefined && weights === undefined) {
    throw new TypeError("Cannot judge by valWeights as weights must come with them: got none. Give both or none.");
  }
  requireRange("arrays", "a string", { name });
  if (typeof classes === "number") requireRange("arrays", "a whole number of at least 1", { classes });
  else if (classes !== undefined) requireNames("arrays", { classes });
  const labelled = classes !== undefined && { classes };
  const heavy = (source: Source, own: ArrayLike<number> | undefined): Source =>
    weights === undefined ? source : weighted(source, own ?? new Float32Array(source.size).fill(1));
  const train = heavy(rows({ x, y, ...labelled }), weights);
  const val = valX && valY && heavy(rows({ x: valX, y: valY, ...labelled, called: ["valX", "valY"] }), valWeights);
  return datasetOf({
    name,
    settings,
    loss,
    classes: typeof classes === "object" ? Object.freeze([...classes]) : undefined,
    batchSize,
    dropLast,
    order: shuffle ? shuffled() : inOrder(),
    valOrder: inOrder(),
    transforms: [],
    valTransforms: [],
    workers: 0,
    known: { train: train.size, ...val && { val: val.size } },
    open: () => ({ train, val }),
  });
}
