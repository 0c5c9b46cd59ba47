/** What anybody's samples are as a stream: those of an iterable, or of a dataset of tf.data. */
import type { Sample } from "../source.ts";
import type { LateSample, SampleStream, StreamPass } from "../stream.ts";
import { readTensors } from "../tensors/read.ts";
import { tf } from "../tf.ts";

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
 * import { streamOf } from "./stream_of.ts";
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
