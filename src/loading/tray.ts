/** The memory of one batch after the other: where samples are put, field by field. */
import { type Cutter, openCutter } from "../pixels/cutter.ts";
import type { Frame } from "../pixels/frame.ts";
import { openWorkspace, type Workspace } from "../pixels/program.ts";
import type { Framed } from "../pixels/framer.ts";
import type { Sample } from "../source.ts";
import type { ImageShape, Picture } from "../transform.ts";
import { countOf, isArray, isLabelAt, isSame, type Leaf, leavesOf, placesOf, type Row } from "./layout.ts";

/** A sample that cannot be read. */
export interface Broken {
  /** Its place among those that were picked. */
  readonly at: number;
  /** What an error calls it. */
  readonly title: string;
  /** What was said when it was read. */
  readonly why: string;
}

/** The samples of a batch. */
export interface Collated {
  /** Field after field as {@linkcode placesOf} has them. */
  readonly bytes: Uint8Array;
  /** Whether nobody else uses that memory; else it may be shared with threads, and the next batch overwrites it. */
  readonly own: boolean;
  /** The fields. */
  readonly rows: readonly Row[];
  /** For how many samples there is room: for all that were picked. */
  readonly size: number;
  /** Those of them that are left out; the others follow each other. Default none. */
  readonly broken?: readonly Broken[];
  /** The texts of each field that holds texts, by its place among the fields. */
  readonly texts: ReadonlyMap<number, readonly string[]>;
}

/** A batch that is being made. */
export interface Tray {
  /**
   * Puts a sample in its place; the first one says how all are laid out.
   *
   * @param framed What is left of the sample.
   * @param i Its place in the batch.
   * @param index Its number in the source.
   * @param size How many samples there will be.
   * @param tray Which part of the memory the batch is put into.
   * @throws {RangeError} If it is of another kind or shape than the first one.
   * @throws {TypeError} If it holds what cannot be put into a batch.
   */
  put(framed: Framed, i: number, index: number, size: number, tray: number): void;
  /**
   * Where the image of a sample belongs in the batch that is being made; undefined where that is not known yet, or it does not fit. Images
   * are put one after the other, as what is written there may go on for 16 bytes.
   */
  place(shape: ImageShape, i: number): Uint8Array | undefined;
  /** What there is. */
  collated(size: number): Collated;
}

type Numbers = Float32Array | Int32Array | Uint8Array;

/**
 * Makes room for batches.
 *
 * @param title What an error calls a sample.
 * @param labels Whether the targets are classes.
 * @param trays How many batches there are at a time. Default 1.
 * @param memory Where they are, to be shared between threads. Without it images share memory of their own, and all else
 * gets new memory each time.
 * @param workspace Where images are worked on: in that memory, where there is one.
 */
export function openTray(
  title: (index: number) => string,
  labels: boolean,
  trays?: number,
  memory?: WebAssembly.Memory,
  workspace: Workspace = openWorkspace(memory),
): Tray {
  let made: Cutter | undefined;
  const cutter = () => made ??= openCutter(trays, workspace);
  let rows: readonly Row[] = [], places: readonly number[] = [], views: readonly Numbers[] = [], first = "";
  let texts = new Map<number, string[]>(), bytes: Uint8Array | undefined;

  /** Layouts come again, as where samples are filled up to one of several lengths: each is told once. */
  const known: (readonly Row[])[] = [];
  const begin = (kinds: readonly Row[], size: number, tray: number, isImage: boolean): void => {
    const fits = (rows: readonly Row[]) =>
      rows.length === kinds.length && rows.every((row, j) => isSame(row, kinds[j]!));
    if (rows.length === 0 || !fits(rows)) {
      rows = known.find(fits) ?? kinds.map(({ path, dtype, shape }) => ({ path, dtype, shape: [...shape] }));
      if (!known.includes(rows)) known.push(rows);
    }
    const placed = placesOf(rows, size);
    places = placed.at;
    if (isImage || memory !== undefined) {
      bytes = undefined;
      cutter().begin(placed.bytes, tray);
    } else bytes = new Uint8Array(placed.bytes);
    const { buffer, byteOffset } = bytes ?? cutter().bytes();
    texts = new Map(rows.flatMap(({ dtype }, j) => dtype === "string" ? [[j, [] as string[]] as const] : []));
    views = rows.map((row, j) =>
      new VIEWS[row.dtype](buffer as ArrayBuffer, byteOffset + places[j]!, countOf(row) * size) as Numbers
    );
  };

  /** The way of labelled images, of which there are hundreds of thousands a second. */
  const putImage = ({ x, y }: Sample<Picture, number>, frame: Frame, i: number, index: number): void => {
    const { height, width, image: [, , channels] } = frame;
    const shape = rows[1]?.path[0] === "x" ? rows[1].shape : [];
    if (shape.length !== 3 || height !== shape[0] || width !== shape[1] || channels !== shape[2]) {
      throw new RangeError(
        `Cannot put images into one batch as they must have one shape: got ${height} x ${width} x ${channels} of ` +
          `${title(index)} after ${first}. End the transforms with centerCrop({ size }).`,
      );
    }
    views[0]![i] = y;
    cutter().cut(x.data, frame, places[1]! + i * height * width * channels);
  };

  /** Puts a value into its row. Answers the row after it, or -1 where the value is of another kind. */
  const fill = (value: unknown, j: number, depth: number, i: number): number => {
    const row = rows[j];
    if (row === undefined) return -1;
    if (typeof value === "number") {
      const dtype = labels && isLabelAt(row.path) ? "int32" : "float32";
      if (row.dtype !== dtype || row.shape.length > 0 || row.path.length !== depth) return -1;
      views[j]![i] = value;
      return j + 1;
    }
    if (typeof value === "string") {
      if (row.dtype !== "string" || row.path.length !== depth) return -1;
      texts.get(j)!.push(value);
      return j + 1;
    }
    if (isArray(value)) {
      const view = views[j]!, count = value.data.length, { length } = row.shape;
      if (value.dtype !== row.dtype || value.shape.length !== length || row.path.length !== depth) return -1;
      for (let axis = 0; axis < length; axis++) if (value.shape[axis] !== row.shape[axis]) return -1;
      if (count !== countOf(row)) throw miscounted(value, row);
      view.set(value.data, i * count);
      return j + 1;
    }
    if (value === null || typeof value !== "object") return -1;
    for (const name of Object.keys(value)) {
      if (rows[j]?.path[depth] !== name) return -1;
      j = fill((value as Readonly<Record<string, unknown>>)[name], j, depth + 1, i);
      if (j < 0) return -1;
    }
    return j;
  };

  const putFields = (sample: Sample, i: number, index: number): void => {
    const middle = fill(sample.x, 0, 1, i), end = middle < 0 ? -1 : fill(sample.y, middle, 1, i);
    if (end === rows.length) return;
    throw new RangeError(
      `Cannot put samples into one batch as they must be of one kind and shape: got ${
        saidOf(leavesOf(sample, labels))
      } of ${title(index)} after ${first}. Pad or cut them in a transform.`,
    );
  };

  return {
    place([height, width, channels], i) {
      const { shape, dtype } = rows[1] ?? {}, size = height * width * channels;
      if (i === 0 || bytes !== undefined || dtype !== "uint8" || rows[1]!.path[0] !== "x" || rows.length !== 2) return;
      if (shape![0] !== height || shape![1] !== width || shape![2] !== channels || shape!.length !== 3) return;
      return cutter().bytes(places[1]! + i * size, size);
    },
    put({ sample, frame }, i, index, size, tray) {
      if (frame !== undefined) {
        if (i === 0) {
          const { height, width, image: [, , channels] } = frame;
          first = `${height} x ${width} x ${channels}`;
          const target = { ...TARGET, dtype: labels ? "int32" : "float32" } as const;
          begin([target, { ...IMAGE, shape: [height, width, channels] }], size, tray, true);
        }
        putImage(sample as Sample<Picture, number>, frame, i, index);
      } else {
        if (i === 0) {
          const leaves = leavesOf(sample, labels);
          first = saidOf(leaves);
          begin(leaves, size, tray, false);
        }
        putFields(sample, i, index);
      }
    },
    collated: (size) => ({ bytes: bytes ?? cutter().bytes(), own: bytes !== undefined, rows, size, texts }),
  };
}

const VIEWS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array, uint8: Uint8Array, string: Uint8Array };
const TARGET = { path: ["y"], shape: [] } as const, IMAGE = { path: ["x"], dtype: "uint8" } as const;

function miscounted(
  { data, shape }: { readonly data: ArrayLike<number>; readonly shape: readonly number[] },
  row: Row,
) {
  return new RangeError(
    `Cannot put samples into a batch as the shape [${shape.join(", ")}] of ${row.path.join(".")} takes ` +
      `${countOf(row)} numbers: got ${data.length}. Correct the shape.`,
  );
}

function saidOf(leaves: readonly Leaf[]): string {
  return leaves.map(({ path, dtype, shape }) => `${path.join(".")} ${dtype} [${shape.join(", ")}]`).join(", ");
}
