/**
 * A pass over a stream: batches of samples as they come, shuffled within a window, shared out and begun anywhere; and
 * what anybody's samples are as a stream.
 */
import type { Batch } from "../dataset.ts";
import type { Sample, Source } from "../source.ts";
import type { LateSample, SampleStream, StreamPass } from "../stream.ts";
import { generator } from "../tensors/random.ts";
import type { Conversion, Transform } from "../transform.ts";
import type { OnBroken, PassSeed } from "./collate.ts";
import { type Cut, type Picked, share } from "./picks.ts";
import type { Broken } from "./tray.ts";
import { readTensors } from "../tensors/read.ts";
import { tf } from "../tf.ts";

/** What is made of which stream. */
export interface Streaming {
  /** Whose samples. */
  readonly name: string;
  readonly samples: AsyncIterable<Sample | LateSample>;
  /** How they are cut into batches. */
  readonly cut: Cut;
  /** Among how many samples the next one is drawn; 0 leaves them in their order. */
  readonly window: number;
  /** What they are drawn by. */
  readonly windowSeed: number;
  /** How many samples of the pass are left out of them at the beginning already. Default 0. */
  readonly begun?: number;
  /** What happens to each. */
  readonly transforms: readonly Transform[];
  /** What happens to images of bytes last. */
  readonly conversion: Conversion | undefined;
  /** Whether targets are classes. */
  readonly labels: boolean;
  readonly onBroken: OnBroken;
  /** Of the transforms. */
  readonly seed: PassSeed;
  readonly lost: (broken: readonly Broken[]) => void;
}

interface Numbered {
  readonly index: number;
  readonly sample: Sample | LateSample;
}

/**
 * Makes the batches. What is passed over, or another rank's, is read but not made.
 *
 * @throws {RangeError} If there are no samples.
 */
// deno-lint-ignore no-explicit-any
export async function* streamPass(streaming: Streaming): AsyncGenerator<Batch<any, any>, void, void> {
  const { name, cut, transforms, conversion, labels, onBroken, seed, lost } = streaming;
  const { passOverBroken } = await import("./pass.ts");
  const held = new Map<number, Sample | LateSample>();
  const source: Source = {
    name,
    size: 0,
    get(index) {
      const sample = held.get(index)!;
      return "make" in sample ? sample.make() : sample;
    },
    title(index) {
      const sample = held.get(index);
      return sample !== undefined && "make" in sample ? sample.title : `sample ${index} of ${name}`;
    },
  };
  async function* order(): AsyncGenerator<Picked> {
    for await (const batch of batches(streaming)) {
      held.clear();
      const { rank = 0, ranks = 1 } = cut;
      const [begin, end] = [share(batch, rank, ranks), share(batch, rank + 1, ranks)], absent = begin === end;
      const own = absent ? batch.slice(0, 1) : batch.slice(begin, end), of = batch.length;
      for (const { index, sample } of own) held.set(index, sample);
      const picked = Uint32Array.from(own, ({ index }) => index);
      yield ranks === 1 ? picked : Object.assign(picked, { of, ...absent && { absent } });
    }
  }
  yield* passOverBroken({ supply: { source, transforms, labels, onBroken }, conversion, order: order(), seed, lost });
}

async function* batches(streaming: Streaming): AsyncGenerator<Numbered[]> {
  const { name, samples, cut, window, windowSeed, begun = 0 } = streaming,
    { batchSize, dropLast = false, from = 0 } = cut;
  let batch: Numbered[] = [], passed = begun, count = begun;
  for await (const numbered of mixed(samples, window, windowSeed, begun)) {
    count++;
    if (passed++ < from) continue;
    batch.push(numbered);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (count === 0) {
    throw new RangeError(
      `Cannot make batches of ${name} as a pass must have a sample: got none. What can be gone through once is to be given ` +
        "as a function that begins anew: () => samples.",
    );
  }
  if (batch.length > 0 && !dropLast) yield batch;
}

/** Draws the next sample among those at hand, as `tf.data` does: one that comes takes the place of one that goes. */
async function* mixed(
  samples: AsyncIterable<Sample | LateSample>,
  window: number,
  seed: number,
  begun: number,
): AsyncGenerator<Numbered> {
  const next = generator(seed), held: Numbered[] = [];
  let index = begun;
  for await (const sample of samples) {
    const numbered = { index: index++, sample };
    if (window === 0) yield numbered;
    else if (held.length < window) held.push(numbered);
    else {
      const at = Math.floor(next() * held.length), drawn = held[at]!;
      held[at] = numbered;
      yield drawn;
    }
  }
  while (held.length > 0) {
    const at = Math.floor(next() * held.length), drawn = held[at]!;
    held[at] = held.at(-1)!;
    held.pop();
    yield drawn;
  }
}

/** A dataset of `tf.data`, whose elements are `{ xs, ys }`. */
export interface TensorData {
  /** Begins anew. */
  iterator(): Promise<{ next(): Promise<IteratorResult<unknown>> }>;
}

/** Samples in an order, each for itself. */
export type AnySamples<X, Y> = AsyncIterable<Sample<X, Y> | LateSample<X, Y>> | Iterable<Sample<X, Y>>;

/** What a stream is made of: samples, a function that begins anew with each pass, a stream, or a dataset of `tf.data`. */
export type Streamed<X, Y> =
  | AnySamples<X, Y>
  | ((pass: StreamPass) => AnySamples<X, Y>)
  | SampleStream<X, Y>
  | TensorData;

/**
 * Makes a stream of it.
 *
 * @throws {TypeError} If it is nothing of the kind.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { streamOf } from "./stream_pass.ts";
 *
 * const stream = streamOf([{ x: 1, y: 2 }], "train");
 * assertEquals(await Array.fromAsync(stream.samples({ epoch: 0, seed: 0 })), [{ x: 1, y: 2 }]);
 * ```
 */
export function streamOf<X, Y>(given: Streamed<X, Y>, which: string): SampleStream<X, Y> {
  if (typeof given === "function") return { name: "samples", samples: (pass) => asAsync(given(pass)) };
  if (typeof given === "object" && given !== null) {
    if ("samples" in given) return given;
    if ("iterator" in given) return { name: "tensors", samples: () => hostSamples(given) as AsyncIterable<never> };
    if (Symbol.asyncIterator in given || Symbol.iterator in given) {
      return { name: "samples", samples: () => asAsync(given) };
    }
  }
  throw new TypeError(
    `Cannot make stream as ${which} must be samples that can be iterated, or a function that answers such: got ${typeof given}.`,
  );
}

async function* asAsync<X, Y>(samples: AnySamples<X, Y>): AsyncGenerator<Sample<X, Y> | LateSample<X, Y>> {
  yield* samples;
}

/** The elements of a dataset of tensors, on the host; their tensors are disposed of. */
async function* hostSamples(data: TensorData): AsyncGenerator<Sample> {
  const iterator = await data.iterator();
  for (let i = 0;; i++) {
    const { done, value } = await iterator.next();
    if (done === true) return;
    const { xs, ys } = value as { readonly xs?: unknown; readonly ys?: unknown };
    if (xs === undefined || ys === undefined) {
      tf.dispose(value as tf.TensorContainer);
      throw new TypeError(
        `Cannot take element ${i} of a dataset of tensors as it must be { xs, ys }: got ${
          Object.keys(value as object).join(", ") || typeof value
        }. Map it to that.`,
      );
    }
    yield { x: await onHost(xs), y: await onHost(ys) } as Sample;
  }
}

async function onHost(value: unknown): Promise<unknown> {
  if (value instanceof tf.Tensor) {
    const { read } = value.rank === 0
      ? { read: (await value.data())[0] as number }
      : await readTensors({ read: value });
    value.dispose();
    return read;
  }
  if (Array.isArray(value)) {
    const data = Float32Array.from(value);
    return { dtype: "float32", shape: [data.length], data };
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    await Promise.all(Object.entries(value).map(async ([name, inner]) => [name, await onHost(inner)] as const)),
  );
}
