/** From samples to the memory of a batch, on the host, by draws that are each sample's own: the same in every thread. */
import { type Framed, framer } from "../pixels/framer.ts";
import { openWorkspace, type Workspace } from "../pixels/program.ts";
import type { Sample, Source } from "../source.ts";
import type { Draws, ImageShape, Transform } from "../transform.ts";
import { copyOf } from "./copy_of.ts";
import { filledUp, isRagged } from "./layout.ts";
import { type Broken, type Collated, openTray } from "./tray.ts";
import { generator, mixSeed } from "../tensors/random.ts";

/** What becomes of samples that cannot be read: `refuse` ends the pass with an error that names one, `skip` leaves them out. */
export type OnBroken = "refuse" | "skip";

/** Samples on their way into batches. */
export interface Supply {
  /** The samples. */
  readonly source: Source;
  /** What happens to each, in order. */
  readonly transforms: readonly Transform[];
  /** Whether the targets are classes. */
  readonly labels: boolean;
  /** What becomes of samples that cannot be read. Default they are refused, and there is no choice. */
  readonly onBroken?: OnBroken | undefined;
}

/**
 * Makes a batch; a promise of one where the samples are read asynchronously.
 *
 * @param picked Which samples, at least one.
 * @param seed Of the transforms; a sample's own follows from it and the sample's number.
 * @param tray Where the bytes are put. Default 0.
 * @throws {RangeError} If samples do not fit a transform, or differ in shape when all transforms are done.
 * @throws {TypeError} If a sample holds what cannot be put into a batch.
 * @throws {Error} If a sample cannot be read, with its name, unless such are left out.
 */
export type Collator = (picked: Uint32Array, seed: PassSeed, tray?: number) => Collated | Promise<Collated>;

/**
 * Joins samples and transforms.
 *
 * @param trays How many batches there are at a time. Default 1.
 * @param memory Where their bytes are, to be shared between threads. Default memory of its own.
 * @param workspace Where images are worked on: in that memory, where there is one.
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
  { source, transforms, labels, onBroken }: Supply,
  trays?: number,
  memory?: WebAssembly.Memory,
  workspace: Workspace = openWorkspace(memory),
): Collator {
  const framed = framer(transforms, workspace), tray = openTray(titleOf(source), labels, trays, memory, workspace);
  let at = 0;
  const place = (shape: ImageShape) => tray.place(shape, at);
  const through = (index: number, sample: Sample, seed: PassSeed): Framed => {
    try {
      return framed(sample, transforms.length === 0 ? nothing : drawsOf(seed, index), place);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
      const Kind = error instanceof RangeError ? RangeError : TypeError;
      throw new Kind(`${error.message} This is about ${titleOf(source)(index)}.`, { cause: error });
    }
  };
  /** A batch that is being made; its samples are put one by one, as the next one may overwrite the one before. */
  const begin = (picked: Uint32Array, seed: PassSeed, number: number) => {
    const broken: Broken[] = [];
    /** Samples that wait for the longest of them. */
    const waiting: { readonly sample: Sample; readonly at: number; readonly index: number }[] = [];
    return {
      put(got: Sample | Failed, i: number): void {
        const index = picked[i]!;
        if (!(got instanceof Failed)) {
          at = i - broken.length;
          const framed = through(index, got, seed);
          if (framed.frame === undefined && isRagged(framed.sample)) {
            waiting.push({ sample: copyOf(framed.sample), at, index });
          } else tray.put(framed, at, index, picked.length, number);
          return;
        }
        const title = titleOf(source)(index);
        if (onBroken !== "skip") throw unreadable(title, got.error, onBroken !== undefined);
        broken.push({ at: i, title, why: saidBy(got.error) });
      },
      collated(): Collated {
        for (const [i, sample] of filledUp(waiting.map(({ sample }) => sample)).entries()) {
          tray.put({ sample, frame: undefined }, waiting[i]!.at, waiting[i]!.index, picked.length, number);
        }
        if (broken.length === 0) return tray.collated(picked.length);
        if (broken.length < picked.length) return { ...tray.collated(picked.length), broken };
        return { bytes: new Uint8Array(0), own: true, rows: [], size: picked.length, broken, texts: new Map() };
      },
    };
  };
  const ask = (index: number): Sample | Failed | Promise<Sample> => {
    try {
      return source.get(index);
    } catch (error) {
      return new Failed(error);
    }
  };
  /** All samples of a batch, asked for together, where the one at `at` was promised. */
  const gathered = (picked: Uint32Array, at: number, promised: Promise<Sample>): Promise<(Sample | Failed)[]> =>
    Promise.all(Array.from(picked, async (index, i) => {
      const got = i === at ? promised : ask(index);
      if (got instanceof Promise) return await got.catch((error) => new Failed(error));
      return got instanceof Failed ? got : copyOf(got);
    }));
  return (picked, seed, number = 0) => {
    const batch = begin(picked, seed, number);
    for (let i = 0; i < picked.length; i++) {
      if (i % AHEAD === 0) source.expect?.(picked.subarray(i, i + AHEAD));
      const got = ask(picked[i]!);
      if (got instanceof Promise) {
        return gathered(picked, i, got).then((samples) => {
          const whole = begin(picked, seed, number);
          samples.forEach(whole.put);
          return whole.collated();
        });
      }
      batch.put(got, i);
    }
    return batch.collated();
  };
}

/** Why a sample is not there. */
class Failed {
  constructor(readonly error: unknown) {}
}

function saidBy(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unreadable(title: string, error: unknown, hasChoice: boolean): unknown {
  const said = saidBy(error), hint = hasChoice ? ' Or leave such samples out: onBroken: "skip".' : "";
  // Some say themselves which sample it is.
  if (said.includes(title)) return error;
  if (said.startsWith("Cannot ")) return new Error(`${said} This is about ${title}.${hint}`, { cause: error });
  return new Error(`Cannot read ${title} as ${said.replace(/\.$/, "")}.${hint}`, { cause: error });
}

/** Where nothing is left to chance, making a generator for each row would take longer than the row. */
const nothing: Draws = () => 0;

/** So many samples a source is told of at a time. */
const AHEAD = 16;

function titleOf(source: Source): (index: number) => string {
  return (index) => source.title?.(index) ?? `sample ${index}`;
}

/** Of what transforms draw in a pass; where only one epoch counts, a seed alone. */
export type PassSeed = number | {
  /** The seed of this epoch. */
  readonly now: number;
  /** The seed of all epochs. */
  readonly always: number;
  /** Counts from 0. */
  readonly epoch: number;
};

/**
 * What a sample draws from, a pure function of the pass and of the sample's number.
 *
 * @param index The sample's number in its source.
 *
 * @example
 * ```ts
 * import { assertEquals, assertNotEquals } from "@std/assert";
 * import { drawsOf } from "./collate.ts";
 *
 * const [first, second] = [0, 1].map((epoch) => drawsOf({ now: 7 + epoch, always: 3, epoch }, 12));
 * assertEquals(first!.lasting, second!.lasting);
 * assertNotEquals(first!(), second!());
 * ```
 */
export function drawsOf(seed: PassSeed, index: number): Draws {
  if (typeof seed === "number") return generator(mixSeed(seed, index));
  const { now, always, epoch } = seed;
  // Of each sample: to assign them from an object takes as long as to make the generator.
  const draws: (() => number) & { epoch?: number; lasting?: number } = generator(mixSeed(now, index));
  draws.epoch = epoch;
  draws.lasting = mixSeed(always, index) / 2 ** 32;
  return draws;
}
