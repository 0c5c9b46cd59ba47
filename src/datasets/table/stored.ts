/** The rows of a table as numbers: in memory where they fit, else read from the file again one by one. */
import type { OnBroken } from "../../loading/collate.ts";
import { BrokenRow, type Coder } from "./coder.ts";
import type { RowFields, RowReader } from "../../rows/row_reader.ts";

/** Rows by number. */
export interface Stored {
  /** What an error calls the table. */
  readonly name: string;
  /** How many whole rows there are. */
  readonly size: number;
  /** The numbers of a row; overwritten by the next one that is asked for. */
  row(index: number): Float64Array;
  /** All rows in order, read in bounded memory. */
  each(): AsyncIterable<Float64Array>;
  /** The numbers of one column, where they were asked for. */
  readonly labels: Int32Array;
  /** The number of a row in the file, from 1, the header left out. */
  number(index: number): number;
  /** Rows that are left out, the first few by what is wrong with them. */
  readonly broken: { readonly count: number; readonly first: readonly string[] };
  /** Lets go of the file; it is opened again when it is read. */
  close(): void;
}

/** How rows are kept. */
export interface Storing {
  /** What becomes of rows that cannot be read. */
  readonly onBroken: OnBroken;
  /** Most bytes that rows may take. */
  readonly memory: number;
  /** How many rows there will be at most. */
  readonly most: number;
  /** The column of the coder whose numbers are kept in any case. */
  readonly label?: number | undefined;
}

const SHOWN = 5;

/**
 * Reads all rows once.
 *
 * @throws {TypeError} If a row cannot be read and such are not left out; the message names file, row and column.
 * @throws {RangeError} If no row is whole.
 */
export async function stored(
  reader: RowReader,
  coder: Coder,
  { onBroken, memory, most, label }: Storing,
): Promise<Stored> {
  const { name } = reader, width = coder.columns.length, first: string[] = [];
  const onFile = reader.parse !== undefined && most * width * 8 > memory;
  const data = new Float64Array(onFile ? 0 : most * width), labels = new Int32Array(label === undefined ? 0 : most);
  const begins = new Float64Array(onFile ? most : 0), lengths = new Uint32Array(onFile ? most : 0);
  // Rows are numbered as they come until one is left out.
  let numbers: Uint32Array | undefined;
  let size = 0, number = 0, count = 0;
  const whole = (fields: RowFields, number: number, into?: Float64Array): Float64Array | undefined => {
    try {
      return coder.code(fields, into);
    } catch (error) {
      if (!(error instanceof BrokenRow)) throw error;
      if (onBroken === "skip") {
        if (first.length < SHOWN) first.push(`row ${number}: ${error.message}`);
        return undefined;
      }
      throw brokenRow(name, number, error.message);
    }
  };
  const walk = async function* (): AsyncGenerator<readonly [row: Float64Array, place: readonly [number, number]]> {
    const row = new Float64Array(width);
    number = count = 0;
    first.length = 0;
    for await (const { rows, places } of reader.blocks()) {
      for (const [i, fields] of rows.entries()) {
        number++;
        if (whole(fields, number, row) === undefined) count++;
        else yield [row, places?.[i] ?? [0, 0]];
      }
    }
  };
  for await (const [row, [from, to]] of walk()) {
    if (!onFile) data.set(row, size * width);
    else [begins[size], lengths[size]] = [from, to - from];
    if (label !== undefined) labels[size] = row[label]!;
    if (numbers === undefined && count > 0) numbers = new Uint32Array(most).map((_, i) => i < size ? i + 1 : 0);
    if (numbers !== undefined) numbers[size] = number;
    size++;
  }
  const broken = { count, first: [...first] };
  if (size === 0) {
    const why = count === 0 ? "got none" : `got ${count} broken ones, such as ${first[0]}`;
    throw new RangeError(`Cannot read ${name} as a table has rows: ${why}.`);
  }
  const room = new Float64Array(width);
  let file: Deno.FsFile | undefined;
  const read = (index: number): Float64Array => {
    file ??= Deno.openSync(name);
    file.seekSync(begins[index]!, Deno.SeekMode.Start);
    const bytes = new Uint8Array(lengths[index]!);
    for (let at = 0; at < bytes.length;) {
      const count = file.readSync(bytes.subarray(at));
      if (count === null) {
        throw new Error(`Cannot read row ${numbers?.[index] ?? index + 1} of ${name} as the file has become shorter.`);
      }
      at += count;
    }
    return coder.code(reader.parse!(bytes), room);
  };
  return {
    ...{ name, size, broken },
    labels: labels.subarray(0, label === undefined ? 0 : size),
    number: (index) => numbers?.[index] ?? index + 1,
    row: onFile ? read : (index) => data.subarray(index * width, (index + 1) * width),
    async *each() {
      if (onFile) { for await (const [row] of walk()) yield row; }
      else for (let i = 0; i < size; i++) yield data.subarray(i * width, (i + 1) * width);
    },
    close() {
      file?.close();
      file = undefined;
    },
  };
}

/** What is said of a row that cannot be read, where such are not left out. */
export function brokenRow(name: string, row: number, why: string): TypeError {
  return new TypeError(
    `Cannot read row ${row} of ${name} as ${why}. Correct it, tell the column's kind in columns, ` +
      'or leave such rows out: onBroken: "skip".',
  );
}
