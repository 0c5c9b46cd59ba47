/** From samples to the memory of a batch, on the host: the same in every thread. */
import { type Framed, framer } from "../pixels/framer.ts";
import type { Sample, Source } from "../source.ts";
import { generator, mixSeed } from "../tensors/random.ts";
import type { Transform } from "../transform.ts";
import { type Collated, openTray } from "./tray.ts";

/** Samples on their way into batches. */
export interface Supply {
  /** The samples. */
  readonly source: Source;
  /** What happens to each, in order. */
  readonly transforms: readonly Transform[];
  /** Whether the targets are classes. */
  readonly labels: boolean;
}

/**
 * Makes a batch; a promise of one where the samples are read asynchronously.
 *
 * @param picked Which samples, at least one.
 * @param seed Of the transforms; a sample's own follows from it and the sample's number.
 * @param tray Where the bytes are put. Default 0.
 * @throws {RangeError} If samples do not fit a transform, or differ in shape when all transforms are done.
 * @throws {TypeError} If a sample holds what cannot be put into a batch.
 */
export type Collator = (picked: Uint32Array, seed: number, tray?: number) => Collated | Promise<Collated>;

/**
 * Joins samples and transforms.
 *
 * @param trays How many batches there are at a time. Default 1.
 * @param memory Where their bytes are, to be shared between threads. Default memory of its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { collator } from "./collate.ts";
 *
 * const source = { name: "squares", size: 9, get: (i: number) => ({ x: i, y: i * i }) };
 * const { rows, size } = await collator({ source, transforms: [], labels: false })(Uint32Array.of(3, 2), 0);
 * assertEquals([rows.map(({ path }) => path[0]), size], [["x", "y"], 2]);
 * ```
 */
export function collator(
  { source, transforms, labels }: Supply,
  trays?: number,
  memory?: WebAssembly.Memory,
): Collator {
  const framed = framer(transforms), tray = openTray(titleOf(source), labels, trays, memory);
  const through = (index: number, sample: Sample, seed: number): Framed => {
    try {
      return framed(sample, transforms.length === 0 ? nothing : generator(mixSeed(seed, index)));
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
      const Kind = error instanceof RangeError ? RangeError : TypeError;
      throw new Kind(`${error.message} This is about ${titleOf(source)(index)}.`, { cause: error });
    }
  };
  /** Takes samples one by one, as the next one may overwrite the one before. */
  const collate = (picked: Uint32Array, seed: number, number: number, sampleAt: (i: number) => Sample): Collated => {
    for (let i = 0; i < picked.length; i++) {
      const index = picked[i]!;
      tray.put(through(index, sampleAt(i), seed), i, index, picked.length, number);
    }
    return tray.collated(picked.length);
  };
  return (picked, seed, number = 0) => {
    source.expect?.(picked.subarray(0, AHEAD));
    const first = source.get(picked[0]!);
    if (first instanceof Promise) {
      const rest = Array.from(picked.subarray(1), (index) => source.get(index));
      return Promise.all([first, ...rest]).then((samples) => collate(picked, seed, number, (i) => samples[i]!));
    }
    return collate(picked, seed, number, (i) => {
      if (i > 0 && i % AHEAD === 0) source.expect?.(picked.subarray(i, i + AHEAD));
      return i === 0 ? first : source.get(picked[i]!) as Sample;
    });
  };
}

/** Where nothing is left to chance, making a generator for each row would take longer than the row. */
const nothing = (): number => 0;

/** So many samples a source is told of at a time. */
const AHEAD = 16;

function titleOf(source: Source): (index: number) => string {
  return (index) => source.title?.(index) ?? `sample ${index}`;
}
