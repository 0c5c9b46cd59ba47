/** Rows of a table that were read, and what becomes of them: what rows in memory and rows that are streamed have in common. */
import type { OnBroken } from "../../loading/collate.ts";
import type { RowFields, RowReader } from "../../rows/row_reader.ts";
import type { Sample, Source } from "../../source.ts";
import type { SampleStream } from "../../stream.ts";
import { visible } from "../../terminal/visible.ts";
import { BrokenRow, type Coder } from "./coder.ts";
import type { Fitter } from "./fitting.ts";

/** Rows that are left out, the first few by what is wrong with them. */
export interface Broken {
  count: number;
  readonly first: string[];
}

/** A file, or rows at hand, and how many rows there are at most. */
export interface Readable {
  readonly reader: RowReader;
  readonly most: number;
}

/** What is read, and by what it is seen. */
export interface Holding {
  /** What is learnt from, and held back from where there is nothing else to be judged on. */
  readonly all: Readable;
  readonly val: Readable | undefined;
  readonly test: Readable | undefined;
  readonly coder: Coder;
  readonly fitting: Fitter;
  /** The column of the first target. */
  readonly target: number;
  /** Whether it holds classes. */
  readonly classed: boolean;
  readonly shares: { readonly val: number; readonly test: number };
  readonly stratify: boolean;
  readonly seed: number;
  readonly onBroken: OnBroken;
  /** Most bytes that rows may take in memory. */
  readonly memory: number;
}

/** What is made of rows once all is fitted. */
export interface Made {
  /** The names of the classes, where there are any. */
  readonly classes: readonly string[] | undefined;
  /** The sample of a row. */
  sample(row: Float64Array, title: () => string): Sample;
  /** The class of what a row says. */
  label(code: number, title: () => string): number;
}

/** Rows by what they are for. */
export interface Parts<T> {
  readonly train: T;
  readonly val?: T;
  readonly test?: T;
}

/** Rows that were read, and of which those to learn from were seen. */
export interface Held {
  readonly tables: readonly { readonly name: string; readonly broken: Broken }[];
  /** Makes samples of them. */
  parts(made: Made): { readonly sources: Parts<Source> } | { readonly streams: Parts<SampleStream> };
}

const SHOWN = 5;

/** The whole rows of a block as numbers, one behind the other. */
export interface Coded {
  readonly data: Float64Array;
  /** The place of each among the rows of the block. */
  readonly places: Uint32Array;
}

/**
 * Makes numbers of the rows of a block.
 *
 * @param first The number of its first row in the file, from 1.
 * @param broken Is told of rows that are left out.
 * @throws {TypeError} If a row cannot be read and such are not left out; the message names file, row and column.
 */
export function coded(
  rows: readonly RowFields[],
  { coder, name, first, onBroken, broken }: {
    readonly coder: Coder;
    readonly name: string;
    readonly first: number;
    readonly onBroken: OnBroken;
    readonly broken: Broken;
  },
): Coded {
  const width = coder.columns.length,
    data = new Float64Array(rows.length * width),
    places = new Uint32Array(rows.length);
  const into = new Float64Array(width);
  let size = 0;
  for (const [i, fields] of rows.entries()) {
    try {
      data.set(coder.code(fields, into), size * width);
      places[size++] = i;
    } catch (error) {
      if (!(error instanceof BrokenRow)) throw error;
      if (onBroken !== "skip") throw brokenRow(name, first + i, error.message);
      broken.count++;
      if (broken.first.length < SHOWN) broken.first.push(`row ${first + i}: ${error.message}`);
    }
  }
  return { data: data.subarray(0, size * width), places: places.subarray(0, size) };
}

/** Refuses a table of which no row is whole. */
export function requireRows(name: string, size: number, { count, first }: Broken): void {
  if (size > 0) return;
  const why = count === 0 ? "got none" : `got ${count} broken ones, such as ${first[0]}`;
  throw new RangeError(`Cannot read ${name} as a table has rows: ${why}.`);
}

/** What is said of a row that cannot be read, where such are not left out. */
export function brokenRow(name: string, row: number, why: string): TypeError {
  return new TypeError(
    `Cannot read row ${row} of ${name} as ${visible(why)}. Correct it, tell the column's kind in columns, ` +
      'or leave such rows out: onBroken: "skip".',
  );
}
