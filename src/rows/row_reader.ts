/** Rows of any file, as the files here hand them to each other: fields in the order of the columns. */

/** The fields of a row; a text where there are none, which says why. */
export type RowFields = readonly unknown[] | string;

/** Rows that follow each other. */
export interface RowBlock {
  /** Their fields. */
  readonly rows: readonly RowFields[];
  /** The byte where each begins, and where it ends, in files whose rows may be read again one by one. */
  readonly places?: readonly (readonly [from: number, to: number])[];
}

/** What reads rows. */
export interface RowReader {
  /** What an error calls it, such as the file's path. */
  readonly name: string;
  /** The names of the columns, in the order of the fields. */
  readonly columns: readonly string[];
  /** What may be wrong with the whole where a column is looked for in vain, as a sentence. */
  readonly hint?: string;
  /** All rows, in bounded memory where the file allows it; may be asked for again. */
  blocks(): AsyncIterable<RowBlock>;
  /** Reads the bytes of one row again. */
  parse?(bytes: Uint8Array): RowFields;
}
