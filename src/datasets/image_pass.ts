/** A pass over images: batches in the order of the picks, however many threads make them. */
import { setImmediate } from "node:timers";
import type { Batch } from "../dataset.ts";
import { copiesAtOnce } from "../tensors/copies.ts";
import { tf } from "../tf.ts";
import { type Developed, developer, type Film } from "./develop.ts";
import { type Ahead, developAhead } from "./develop_ahead.ts";

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
  for (const picked of pass.order) yield developed(develop(picked, pass.seed));
}

/**
 * Makes batches in other threads, two a thread and one more ahead of whoever takes them; in this one until the threads are
 * there, and where they cannot be. They end with the pass.
 *
 * @param workers How many threads.
 * @throws {RangeError} If images do not fit a transform, or differ in shape when all transforms are done.
 */
export async function* passAhead(pass: ImagePass, workers: number): AsyncGenerator<ImageBatch> {
  const develop = developer(pass);
  const starting = developAhead(pass, workers);
  const asked: Promise<Developed>[] = [];
  let ahead: Ahead | undefined | typeof NOT_YET = NOT_YET;
  try {
    for (const picked of pass.order) {
      if (ahead === NOT_YET) ahead = await Promise.race([starting, turn()]);
      if (ahead === NOT_YET || ahead === undefined) {
        yield developed(develop(picked, pass.seed));
        continue;
      }
      asked.push(ahead.develop(picked, pass.seed));
      if (asked.length > 2 * workers + 1) yield taken(ahead, await asked.shift()!);
    }
    for (const made of asked) yield taken(ahead as Ahead, await made);
  } finally {
    (await starting)?.stop();
  }
}

const NOT_YET = "not yet";

/** Waits for the event loop to have turned, so that other threads are heard. */
function turn(): Promise<typeof NOT_YET> {
  return new Promise((resolve) => setImmediate(resolve, NOT_YET));
}

/** Of memory that the next batch overwrites. */
function developed(made: Developed): ImageBatch {
  return toTensors(copiesAtOnce(made.x.length) ? made : { ...made, x: made.x.slice() });
}

/** Of memory that came from another thread, and goes back to it where the tensor does not need it. */
function taken(ahead: Ahead, made: Developed): ImageBatch {
  const batch = toTensors(made);
  if (copiesAtOnce(made.x.length)) ahead.reuse(made.x.buffer);
  return batch;
}

function toTensors({ x, y, shape }: Developed): ImageBatch {
  return { x: tf.tensor4d(x, [y.length, ...shape]), y: tf.tensor1d(y, "int32"), size: y.length };
}
