/** Data that the user already holds, of any shape. */
import type { Batch, Dataset, DatasetWithLoss } from "../dataset.ts";
import type { Loss } from "../loss.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import type { HostTensor } from "../snapshot.ts";
import { tf } from "../tf.ts";
import { type BatchOf, countExamples, type HostData, readHost } from "../tensors/host_data.ts";
import { checkBatchSize, checkLabels, countBatches, picks } from "../loading/picks.ts";

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

/** Options for targets that are classes. */
export interface ClassesOption {
  /** The names of the classes, or how many there are; the targets are then whole numbers in [0, classes). */
  readonly classes: readonly string[] | number;
}

/**
 * A dataset of arrays or tensors. They are read once, by `open`, and stay the caller's.
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
 * import { arrays } from "./arrays.ts";
 *
 * const data = arrays({ x: [[0, 0], [0, 1], [1, 0], [1, 1]], y: [0, 1, 1, 0], classes: 2, batchSize: 4 });
 * await data.open!();
 * for await (const { x, y } of data.train(0, 0)) {
 *   assertEquals([x.shape, y.dtype], [[4, 2], "int32"]);
 *   x.dispose();
 *   y.dispose();
 * }
 * ```
 */
export function arrays<A extends HostData>(
  options: ArraysOptions<A, HostData> & ClassesOption,
): DatasetWithLoss<BatchOf<A>, tf.Tensor1D, tf.Tensor2D>;
/** A dataset of arrays or tensors whose targets are anything but classes. */
export function arrays<A extends HostData, B extends HostData, P = never>(
  options: ArraysOptions<A, B> & LossOption<P, BatchOf<B>>,
): Dataset<BatchOf<A>, BatchOf<B>, P>;
export function arrays(
  {
    x,
    y,
    valX,
    valY,
    batchSize = 32,
    shuffle = true,
    dropLast = false,
    name = "arrays",
    classes,
    loss = classes === undefined ? undefined : crossEntropy(),
  }: ArraysOptions<HostData, HostData> & Partial<ClassesOption> & LossOption<never, never>,
): unknown {
  checkBatchSize(batchSize);
  const size = checkPair(x, y, "x", "y");
  if ((valX === undefined) !== (valY === undefined)) {
    throw new TypeError(
      `Cannot judge as valX and valY must come together: got only ${valX === undefined ? "valY" : "valX"}. ` +
        "Give both or none.",
    );
  }
  const held = valX === undefined || valY === undefined ? undefined : { x: valX, y: valY };
  const valSize = held === undefined ? 0 : checkPair(held.x, held.y, "valX", "valY");
  const classCount = typeof classes === "number" ? classes : classes?.length;
  const read = async (x: HostData, y: HostData, prefix = ""): Promise<Pair> => {
    const which = prefix === "" ? ["x", "y"] : ["valX", "valY"];
    const targets = await readHost(y, which[1]!);
    return {
      x: await readHost(x, which[0]!),
      y: classCount === undefined ? targets : labelsOf(targets, classCount, which[1]!),
    };
  };
  let train: Pair | undefined, val: Pair | undefined;
  const opened = (pair: Pair | undefined) => {
    if (pair !== undefined) return pair;
    throw new Error(`Cannot make batches of ${name} as it must be open first: got nothing. Call await open() before.`);
  };
  return Object.freeze({
    name,
    ...(loss === undefined ? {} : { loss }),
    ...(typeof classes === "object" ? { classes: Object.freeze([...classes]) } : {}),
    batches: Object.freeze({
      train: countBatches({ size, batchSize, dropLast }),
      ...(held === undefined ? {} : { val: countBatches({ size: valSize, batchSize }) }),
    }),
    async open() {
      train ??= await read(x, y);
      if (held !== undefined) val ??= await read(held.x, held.y, "val");
    },
    *train(epoch: number, seed: number) {
      const pair = opened(train);
      const order = shuffle ? { epoch, seed } : undefined;
      for (const picked of picks({ size, batchSize, dropLast, shuffle: order })) yield gather(pair, picked);
    },
    ...(held === undefined ? {} : {
      *val() {
        const pair = opened(val);
        for (const picked of picks({ size: valSize, batchSize })) yield gather(pair, picked);
      },
    }),
  });
}

interface Pair {
  readonly x: HostTensor;
  readonly y: HostTensor;
}

function checkPair(x: HostData, y: HostData, xName: string, yName: string): number {
  const size = countExamples(x, xName);
  const targets = countExamples(y, yName);
  if (size !== targets) {
    throw new TypeError(
      `Cannot pair ${xName} with ${yName} as there must be one target for each input: got ${size} and ${targets}. ` +
        "The first axis counts the examples.",
    );
  }
  if (size > 0) return size;
  throw new RangeError(`Cannot use ${xName} as there must be at least one example: got none. Give it some data.`);
}

function labelsOf({ data, shape }: HostTensor, classes: number, which: string): HostTensor {
  if (shape.length !== 1) {
    throw new TypeError(
      `Cannot use ${which} as labels must have the shape [n]: got [${shape}]. Turn one-hot rows into class numbers.`,
    );
  }
  checkLabels(data, classes, which);
  return { dtype: "int32", shape, data: Int32Array.from(data) };
}

function gather({ x, y }: Pair, picked: Uint32Array): Batch<tf.Tensor, tf.Tensor> {
  return { x: rowsOf(x, picked), y: rowsOf(y, picked), size: picked.length };
}

function rowsOf({ dtype, shape: [, ...inner], data }: HostTensor, picked: Uint32Array): tf.Tensor {
  const row = inner.reduce((product, side) => product * side, 1);
  const rows = new (data.constructor as Float32ArrayConstructor)(picked.length * row);
  picked.forEach((index, i) => rows.set(data.subarray(index * row, (index + 1) * row), i * row));
  return tf.tensor(rows, [picked.length, ...inner], dtype);
}
