/** Rows of any file, as the files here hand them to each other: fields in the order of the columns. */

/** The fields of a row; a text where there are none, which says why. */
export type RowFields = readonly unknown[] | string;

/** From where to where rows lie, the end left out. */
export type Place = readonly [from: number, to: number];

/** Rows that follow each other. */
export interface RowBlock {
  /** Their fields. */
  readonly rows: readonly RowFields[];
  /** Where they are, so that they can be read again: bytes of a text, else rows. */
  readonly place: Place;
}

/** What reads rows. */
export interface RowReader {
  /** What an error calls it, such as the file's path. */
  readonly name: string;
  /** The names of the columns, in the order of the fields. */
  readonly columns: readonly string[];
  /** What may be wrong with the whole where a column is looked for in vain, as a sentence. */
  readonly hint?: string;
  /** What else there is, of kinds that are not read. */
  readonly left?: readonly string[];
  /** All rows, in bounded memory where the file allows it; may be asked for again. */
  blocks(): AsyncIterable<RowBlock>;
  /** Reads the rows of a block again. */
  block(place: Place): Promise<readonly RowFields[]>;
}
