/** A pass over images: batches in the order of the picks, however many threads make them. */
import { setImmediate } from "node:timers";
import type { Batch } from "../dataset.ts";
import { copiesAtOnce } from "../tensors/copies.ts";
import { tf } from "../tf.ts";
import { type Developed, developer, type Film, shapeAfter } from "./develop.ts";
import { type Ahead, developAhead } from "./develop_ahead.ts";
import { bytesOf } from "./image_source.ts";

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
 * Makes batches in other threads, ahead of whoever takes them; in this one until the threads are there, and where they
 * cannot be. They end with the pass.
 *
 * @param workers How many threads.
 * @throws {RangeError} If images do not fit a transform, or differ in shape when all transforms are done.
 */
export async function* passAhead(pass: ImagePass, workers: number): AsyncGenerator<ImageBatch> {
  const develop = developer(pass);
  const starting = developAhead(pass, workers);
  const asked: { readonly sizes: readonly number[]; readonly made: Promise<Developed> }[] = [];
  let ahead: Ahead | undefined | typeof NOT_YET = NOT_YET;
  try {
    for (const group of grouped(pass)) {
      if (ahead === NOT_YET) ahead = await Promise.race([starting, turn()]);
      if (ahead === NOT_YET || ahead === undefined) {
        for (const picked of group) yield toTensors(develop(picked, pass.seed));
        continue;
      }
      if (asked.length === ahead.most) {
        const { sizes, made } = asked.shift()!;
        yield* taken(await made, sizes);
      }
      asked.push({ sizes: group.map(({ length }) => length), made: ahead.develop(joined(group), pass.seed) });
    }
    for (const { sizes, made } of asked) yield* taken(await made, sizes);
  } finally {
    (await starting)?.stop();
  }
}

/** What a message carries at most, in bytes and in batches: one takes as long as some tens of images of CIFAR. */
const MESSAGE = 2 ** 21, MOST = 8;

/** The batches of a pass, several of them together where they are small and of one shape. */
function* grouped({ source, transforms, order }: ImagePass): Generator<Uint32Array[]> {
  const shape = source.shape && shapeAfter(transforms, source.shape);
  const fit = shape === undefined ? 0 : MESSAGE / (bytesOf(shape) * Float32Array.BYTES_PER_ELEMENT);
  let group: Uint32Array[] = [], size = 0;
  for (const picked of order) {
    if (group.length === MOST || (group.length > 0 && size + picked.length > fit)) {
      yield group;
      group = [], size = 0;
    }
    group.push(picked);
    size += picked.length;
  }
  if (group.length > 0) yield group;
}

function joined(group: readonly Uint32Array[]): Uint32Array {
  if (group.length === 1) return group[0]!;
  const all = new Uint32Array(group.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const picked of group) {
    all.set(picked, at);
    at += picked.length;
  }
  return all;
}

const NOT_YET = "not yet";

/** Waits for the event loop to have turned, so that other threads are heard. */
function turn(): Promise<typeof NOT_YET> {
  return new Promise((resolve) => setImmediate(resolve, NOT_YET));
}

/** The batches of one message. */
function* taken({ x, y, shape }: Developed, sizes: readonly number[]): Generator<ImageBatch> {
  const size = bytesOf(shape);
  let at = 0;
  for (const count of sizes) {
    const end = at + count;
    yield toTensors({ x: x.subarray(at * size, end * size), y: y.slice(at, end), shape });
    at = end;
  }
}

/** The numbers are overwritten later: only an engine that copies them at once may have them as they are. */
function toTensors({ x, y, shape }: Developed): ImageBatch {
  const numbers = copiesAtOnce(x.length) ? x : x.slice();
  return { x: tf.tensor4d(numbers, [y.length, ...shape]), y: tf.tensor1d(y, "int32"), size: y.length };
}
