/** Products of matrices, shared out among the threads; the left matrix may be images that a window moves over. */
import { type Crew, kernel } from "./crew.ts";
import type { Heap, Info } from "./heap.ts";

/** Where a tap of a window lies, from the place where the window stands. */
export interface Tap {
  readonly down: number;
  readonly right: number;
  /** Where its matrix begins: that of B in a product, that of C in a transposed one. */
  readonly matrix: number;
  /** In a transposed product, the rectangle of places that it meets: first row, rows, first column, columns. */
  readonly meets?: readonly [number, number, number, number];
}

/** How far it is to the next image, the next line, and the next pixel. */
export type Strides = readonly [image: number, line: number, pixel: number];

/** The rows of a product: the places of a grid in some images. */
export interface Grid {
  readonly places: readonly [down: number, across: number];
  readonly images: number;
  /** The images of A. */
  readonly size: readonly [height: number, width: number];
  readonly strides: Strides;
  /** The rows of C; in a transposed product those of B. */
  readonly rows: Strides;
}

/** What is multiplied. All sizes and strides count numbers. */
export interface Factors extends Grid {
  readonly a: Info;
  readonly b: Info;
  /** The result; `start` is where its first row lies. */
  readonly c: Info;
  readonly start?: number;
  /** Numbers of a pixel of A. */
  readonly depth: number;
  /** From place to place in A. Default [1, 1]. */
  readonly step?: readonly [down: number, across: number];
  readonly columns: number;
  readonly taps: readonly Tap[];
  /** In a product: how far it is to B's next row (to its next column, if `turned`), and whether B is turned. */
  readonly stride?: number;
  readonly turned?: boolean;
  /** Several matrices, one after the other; of A and B they begin anew when they are all used. */
  readonly batch?: { readonly count: number; readonly a: number; readonly b: number };
}

/** The two products. */
export interface Products {
  /** C = A B: for each row the sum over taps and the numbers of their pixels. */
  plain(factors: Factors): void;
  /** C = Aᵀ B for each tap: the sum over the rows that it meets. */
  transposed(factors: Factors): void;
}

/** Rows one after the other, `from` numbers long in A and `to` in C, as in plain matrices. */
export function points(count: number, from: number, to: number): Grid {
  return { places: [1, 1], images: count, size: [1, 1], strides: [from, from, from], rows: [to, to, to] };
}

/** The tap of plain matrices. */
export const here: readonly Tap[] = [{ down: 0, right: 0, matrix: 0 }];

/** Opens the products of a crew. */
export function products(heap: Heap, crew: Crew): Products {
  let table = { address: 0, room: 0 };
  const write = (taps: readonly Tap[]): number => {
    const words = taps.flatMap(({ down, right, matrix, meets = [0, 1, 0, 1] }) => [down, right, matrix, ...meets, 0]);
    if (words.length > table.room) {
      if (table.room > 0) heap.free(table.address);
      table = { address: heap.allocate(words.length * 4), room: words.length };
    }
    heap.words(table.address, words.length).set(words);
    return table.address;
  };
  const multiply = (factors: Factors, isTransposed: boolean): void => {
    const { a, b, c, start = 0, places, images, size, strides, depth, rows, columns, taps } = factors;
    const { step = [1, 1], stride = columns, turned = false, batch = { count: 1, a: 1, b: 1 } } = factors;
    // One matrix for each tap is too narrow where pixels have few numbers.
    const isJoint = isTransposed && depth < 16 && taps.length > 1;
    const sum = isTransposed ? places[0] * places[1] * images : depth * taps.length;
    const height = isTransposed ? depth * (isJoint ? taps.length : 1) : places[0] * places[1] * images;
    const times = isTransposed && !isJoint ? taps.length * batch.count : batch.count;
    if (height * columns * times === 0) return;
    const cut = share(height, columns, times, sum * height * columns < tiny ? 1 : crew.threads);
    crew.run(isTransposed ? kernel.transposedProduct : kernel.product, cut.rowChunks * cut.columnChunks * times, [
      ...[heap.address(a), heap.address(b), heap.address(c) + start * 4],
      ...[...places, images, ...size, ...strides, ...step, ...rows],
      ...[depth, columns, stride, Number(turned), taps.length, write(isJoint ? everywhere(taps, places) : taps)],
      ...[cut.rowChunk, cut.rowChunks, cut.columnChunk, cut.columnChunks],
      ...[batch.a, matrix(a, batch.a), batch.b, matrix(b, batch.b), matrix(c, batch.count)],
      ...[crew.zeros, Number(isJoint)],
    ]);
  };
  return Object.freeze({
    plain: (factors: Factors) => multiply(factors, false),
    transposed: (factors: Factors) => multiply(factors, true),
  });
}

/** Taps that are taken to meet every place, where it is zeros that they meet outside of the image. */
const everywhere = (taps: readonly Tap[], [down, across]: Grid["places"]) =>
  taps.map((tap): Tap => ({ ...tap, meets: [0, down, 0, across] }));

/** Multiplications that one thread does before another is awake. */
const tiny = 1e6;

/** Numbers of one matrix of a tensor that holds `count`. */
const matrix = ({ shape }: Info, count: number) => shape.reduce((a, b) => a * b, 1) / count;

/**
 * Cuts a result into tasks, some more than there are threads. Every cut has numbers packed once more than needed, so
 * the pieces are large; rows are cut first, as those that are cut cost least. Where they are few, columns are: the right matrix
 * is the larger one then, as weights are, and comes from far.
 */
function share(rows: number, columns: number, times: number, threads: number) {
  const wanted = threads === 1 ? 1 : 3 * threads;
  const most = Math.max(1, Math.floor(columns / 96)), isWide = rows <= 128 && most >= threads;
  const cuts = isWide ? 1 : Math.min(Math.ceil(wanted / times), Math.floor(rows / 64));
  const rowChunks = Math.max(Math.ceil(rows / 256), cuts, 1);
  const columnCuts = Math.min(most, Math.ceil(wanted / times / rowChunks));
  // As many for each thread, if they are no more than a few.
  const even = isWide && columnCuts > threads ? columnCuts - columnCuts % threads : columnCuts;
  const columnChunk = 12 * Math.ceil(columns / even / 12);
  const rowChunk = 4 * Math.ceil(rows / rowChunks / 4);
  return {
    rowChunk,
    rowChunks: Math.ceil(rows / rowChunk),
    columnChunk,
    columnChunks: Math.ceil(columns / columnChunk),
  };
}
