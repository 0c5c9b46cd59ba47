/** From samples to the memory of a batch, on the host: the same in every thread. */
import { openCutter } from "../pixels/cutter.ts";
import type { Frame } from "../pixels/frame.ts";
import { type Framed, framer } from "../pixels/framer.ts";
import type { HostTensor } from "../snapshot.ts";
import type { HostBytes, Sample, Source } from "../source.ts";
import { generator, mixSeed } from "../tensors/random.ts";
import type { Picture, Transform } from "../transform.ts";
import { countOf, isSame, type Leaf, leavesOf, placesOf, type Row } from "./layout.ts";

/** Samples on their way into batches. */
export interface Supply {
  /** The samples. */
  readonly source: Source;
  /** What happens to each, in order. */
  readonly transforms: readonly Transform[];
  /** Whether the targets are classes. */
  readonly labels: boolean;
}

/** The samples of a batch. */
export interface Collated {
  /** Field after field as {@linkcode placesOf} has them, in memory that threads can share; the next batch overwrites it. */
  readonly bytes: Uint8Array;
  /** The fields. */
  readonly rows: readonly Row[];
  /** How many samples there are. */
  readonly size: number;
  /** The texts of each field that holds texts, by its place among the fields. */
  readonly texts: ReadonlyMap<number, readonly string[]>;
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
      return framed(sample, generator(mixSeed(seed, index)));
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

/** So many samples a source is told of at a time. */
const AHEAD = 16;

function titleOf(source: Source): (index: number) => string {
  return (index) => source.title?.(index) ?? `sample ${index}`;
}

/** A batch that is being made. */
interface Tray {
  /** Puts a sample in its place; the first one says how all are laid out. */
  put(framed: Framed, i: number, index: number, size: number, tray: number): void;
  collated(size: number): Collated;
}

type Numbers = Float32Array | Int32Array | Uint8Array;

function openTray(
  title: (index: number) => string,
  labels: boolean,
  trays?: number,
  memory?: WebAssembly.Memory,
): Tray {
  const cutter = openCutter(trays, memory);
  let rows: readonly Row[] = [], places: readonly number[] = [], views: readonly Numbers[] = [], first = "";
  let texts = new Map<number, string[]>();
  /** The layout of the batch before is kept where it fits, so that it is told once. */
  const begin = (own: readonly Row[], size: number, tray: number): void => {
    if (rows.length !== own.length || !rows.every((row, i) => isSame(row, own[i]!))) {
      rows = own.map(({ path, dtype, shape }) => ({ path, dtype, shape: [...shape] }));
    }
    const { at, bytes } = placesOf(rows, size);
    places = at;
    cutter.begin(bytes, tray);
    const { buffer, byteOffset } = cutter.bytes();
    texts = new Map(rows.flatMap(({ dtype }, i) => dtype === "string" ? [[i, [] as string[]] as const] : []));
    views = rows.map((row, i) =>
      new VIEWS[row.dtype](buffer as ArrayBuffer, byteOffset + at[i]!, countOf(row) * size) as Numbers
    );
  };
  /** The way of labelled images, of which there are hundreds of thousands a second. */
  const putImage = (
    x: Picture,
    y: number,
    frame: Frame,
    i: number,
    index: number,
    size: number,
    tray: number,
  ): void => {
    const { height, width, image: [, , channels] } = frame;
    if (i === 0) {
      first = `${height} x ${width} x ${channels}`;
      begin(
        [{ ...TARGET, dtype: labels ? "int32" : "float32" }, { ...IMAGE, shape: [height, width, channels] }],
        size,
        tray,
      );
    }
    const shape = rows[1]?.path[0] === "x" ? rows[1].shape : [];
    if (shape.length !== 3 || height !== shape[0] || width !== shape[1] || channels !== shape[2]) {
      throw new RangeError(
        `Cannot put images into one batch as they must have one shape: got ${height} x ${width} x ${channels} of ` +
          `${title(index)} after ${first}. End the transforms with centerCrop({ size }).`,
      );
    }
    views[0]![i] = y;
    cutter.cut(x.data, frame, places[1]! + i * height * width * channels);
  };
  const putLeaves = (leaves: readonly Leaf[], i: number, index: number, size: number, tray: number): void => {
    if (i === 0) {
      first = saidOf(leaves);
      begin(leaves, size, tray);
    } else if (leaves.length !== rows.length || !leaves.every((leaf, j) => isSame(leaf, rows[j]!))) {
      throw new RangeError(
        `Cannot put samples into one batch as they must be of one kind and shape: got ${saidOf(leaves)} of ` +
          `${title(index)} after ${first}. Pad or cut them in a transform.`,
      );
    }
    for (let j = 0; j < leaves.length; j++) {
      const { value, path } = leaves[j]!;
      if (typeof value === "number") views[j]![i] = value;
      else if (typeof value === "string") texts.get(j)!.push(value);
      else putArray(views[j]!, i, countOf(rows[j]!), value, path, title(index));
    }
  };
  return {
    put({ sample, frame }, i, index, size, tray) {
      if (frame !== undefined) putImage(sample.x as Picture, sample.y as number, frame, i, index, size, tray);
      else putLeaves(leavesOf(sample, labels), i, index, size, tray);
    },
    collated: (size) => ({ bytes: cutter.bytes(), rows, size, texts }),
  };
}

const VIEWS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array, uint8: Uint8Array, string: Uint8Array };
const TARGET = { path: ["y"], shape: [] } as const, IMAGE = { path: ["x"], dtype: "uint8" } as const;

function putArray(
  to: Numbers,
  i: number,
  count: number,
  { data, shape }: HostTensor | HostBytes,
  path: readonly string[],
  title: string,
): void {
  if (data.length !== count) {
    throw new RangeError(
      `Cannot put samples into a batch as the shape [${shape.join(", ")}] of ${
        path.join(".")
      } takes ${count} numbers: ` +
        `got ${data.length} of ${title}. Correct the shape.`,
    );
  }
  to.set(data, i * count);
}

function saidOf(leaves: readonly Leaf[]): string {
  return leaves.map(({ path, dtype, shape }) => `${path.join(".")} ${dtype} [${shape.join(", ")}]`).join(", ");
}
