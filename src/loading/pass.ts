/** A pass over images: batches in the order of the picks, however many threads make them. */
import { setImmediate } from "node:timers";
import type { Batch } from "../dataset.ts";
import { copiesAtOnce } from "../tensors/copies.ts";
import { tf } from "../tf.ts";
import type { Conversion } from "../transform.ts";
import { converter } from "../pixels/converter.ts";
import type { Ahead, Crew } from "./crew.ts";
import { type Developed, developer, type Film } from "./collate.ts";
import { grouped, joined } from "./groups.ts";
import { bytesOf, type LabelledSource } from "../sources/memory_images.ts";

/** Images and their classes. */
export type ImageBatch = Batch<tf.Tensor4D, tf.Tensor1D>;

/** Images on their way into batches, with their labels. */
export type LabelledFilm = Film & LabelledSource;

/** What is made of which images. */
export interface ImagePass {
  /** The images, and what happens to them. */
  readonly film: LabelledFilm;
  /** What happens to them last. */
  readonly conversion: Conversion;
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
  const develop = developer(pass.film), toBatch = batcher(pass);
  for (const picked of pass.order) yield toBatch(develop(picked, pass.seed), picked);
}

/**
 * Has batches made in other threads, ahead of whoever takes them; in this one until the threads are there, and where they
 * cannot be.
 *
 * @param crew Whose threads.
 * @param workers How many of them.
 * @throws {RangeError} If images do not fit a transform, or differ in shape when all transforms are done.
 */
export async function* passAhead(pass: ImagePass, crew: Crew, workers: number): AsyncGenerator<ImageBatch> {
  const { film, order, seed } = pass;
  const joining = crew.join(film, workers);
  const groups = [...grouped(film, order)];
  const develop = developer(film), toBatch = batcher(pass);
  let ahead: Ahead | undefined | typeof NOT_YET = NOT_YET, at = 0;
  try {
    for (; at < groups.length; at++) {
      if (ahead === NOT_YET) ahead = await Promise.race([joining, turn()]);
      if (ahead !== NOT_YET && ahead !== undefined) break;
      for (const picked of groups[at]!) yield toBatch(develop(picked, seed), picked);
    }
    if (at === groups.length) return;
    for await (const { bytes, shape } of (ahead as Ahead).develop(groups.slice(at).map(joined), seed)) {
      let begin = 0;
      for (const picked of groups[at++]!) {
        const end = begin + picked.length * bytesOf(shape);
        yield toBatch({ bytes: bytes.subarray(begin, end), shape }, picked);
        begin = end;
      }
    }
  } finally {
    (await joining)?.leave();
  }
}

const NOT_YET = "not yet";

/** Waits for the event loop to have turned, so that other threads are heard. */
function turn(): Promise<typeof NOT_YET> {
  return new Promise((resolve) => setImmediate(resolve, NOT_YET));
}

/** What makes tensors of the bytes of a batch. */
function batcher({ film: { labels }, conversion }: ImagePass): (made: Developed, picked: Uint32Array) => ImageBatch {
  const convert = converter(conversion);
  return ({ bytes, shape }, picked) => {
    const numbers = convert(bytes, shape[2]), size = picked.length;
    const classes = new Int32Array(size);
    for (let i = 0; i < size; i++) classes[i] = labels[picked[i]!]!;
    // The numbers are overwritten later: only an engine that copies them at once may have them as they are.
    const own = copiesAtOnce(numbers.length) ? numbers : numbers.slice();
    return { x: tf.tensor4d(own, [size, ...shape]), y: tf.tensor1d(classes, "int32"), size };
  };
}
