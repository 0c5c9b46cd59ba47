/** A pass over images: batches in the order of the picks, however many threads make them. */
import type { Batch } from "../dataset.ts";
import { tf } from "../tf.ts";
import { type Developed, developer, type Film } from "./develop.ts";
import { developAhead } from "./develop_ahead.ts";

/** Images and their classes. */
export type ImageBatch = Batch<tf.Tensor4D, tf.Tensor1D>;

/** What is made of which images. */
export interface ImagePass extends Film {
  /** The images of each batch. */
  readonly order: Iterable<Uint32Array>;
  /** Of the augmentation. */
  readonly seed: number;
}

/**
 * Makes each batch in this thread when it is asked for.
 *
 * @throws {RangeError} If images do not fit a transform, or differ in shape when all transforms are done.
 */
export function* passBetween(pass: ImagePass): Generator<ImageBatch> {
  const develop = developer(pass);
  for (const picked of pass.order) yield toTensors(develop(picked, pass.seed));
}

/**
 * Makes batches in other threads, two a thread and one more ahead of whoever takes them; in this one where that cannot
 * be. The threads end with the pass.
 *
 * @param workers How many threads.
 * @throws {RangeError} If images do not fit a transform, or differ in shape when all transforms are done.
 */
export async function* passAhead(pass: ImagePass, workers: number): AsyncGenerator<ImageBatch> {
  const ahead = await developAhead(pass, workers);
  if (ahead === undefined) return yield* passBetween(pass);
  try {
    const asked: Promise<Developed>[] = [];
    for (const picked of pass.order) {
      asked.push(ahead.develop(picked, pass.seed));
      if (asked.length > 2 * workers + 1) yield toTensors(await asked.shift()!);
    }
    for (const developed of asked) yield toTensors(await developed);
  } finally {
    ahead.stop();
  }
}

function toTensors({ x, y, shape }: Developed): ImageBatch {
  return { x: tf.tensor4d(x, [y.length, ...shape]), y: tf.tensor1d(y, "int32"), size: y.length };
}
