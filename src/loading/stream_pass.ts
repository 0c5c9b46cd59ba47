/** A pass over a stream: batches of samples as they come, shuffled within a window, shared out and begun anywhere. */
import type { Batch } from "../dataset.ts";
import type { Sample, Source } from "../source.ts";
import type { LateSample } from "../stream.ts";
import { generator } from "../tensors/random.ts";
import type { Conversion, Transform } from "../transform.ts";
import type { OnBroken } from "./collate.ts";
import type { PassSeed } from "./draws_of.ts";
import { type Cut, type Picked, share } from "./picks.ts";
import type { Broken } from "./tray.ts";

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
