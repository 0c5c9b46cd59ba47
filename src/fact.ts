/** What hooks tell each other of a run beside its events: numbers, pictures, tables, for whoever writes them down. */

/** Something measured, drawn or made while a run goes on. */
export type Fact = ScalarFact | HistogramFact | ImageFact | TextFact | RowsFact | FileFact;

/** A number. */
export interface ScalarFact {
  /** Which fact it is. */
  readonly kind: "scalar";
  /** What it goes by, such as `samples_per_second`; a `/` parts groups. */
  readonly name: string;
  /** The number. */
  readonly value: number;
}

/** How numbers are spread. */
export interface HistogramFact {
  /** Which fact it is. */
  readonly kind: "histogram";
  /** What it goes by, such as `gradients/head/kernel`. */
  readonly name: string;
  /** The borders of the bins, rising: one more than there are bins. */
  readonly edges: readonly number[];
  /** How many numbers lie in each bin; one at a border counts for the bin above it, at the last border for the last bin. */
  readonly counts: readonly number[];
  /** The sum of all numbers. */
  readonly sum: number;
  /** The sum of their squares. */
  readonly squares: number;
}

/** A picture. */
export interface ImageFact {
  /** Which fact it is. */
  readonly kind: "image";
  /** What it goes by, such as `val/predictions/0`. */
  readonly name: string;
  /** Pixels in a row. */
  readonly width: number;
  /** Rows of pixels. */
  readonly height: number;
  /** The picture as a PNG file. */
  readonly png: Uint8Array;
  /** What it shows, in a few words. */
  readonly caption?: string;
}

/** Words, as Markdown. */
export interface TextFact {
  /** Which fact it is. */
  readonly kind: "text";
  /** What it goes by. */
  readonly name: string;
  /** The words. */
  readonly text: string;
}

/** A table. */
export interface RowsFact {
  /** Which fact it is. */
  readonly kind: "rows";
  /** What it goes by, such as `val/predictions`. */
  readonly name: string;
  /** Its rows: values by the names of their columns. */
  readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
}

/** A file that was written. */
export interface FileFact {
  /** Which fact it is. */
  readonly kind: "file";
  /** What it goes by, such as `checkpoint`, or `best accuracy`. */
  readonly name: string;
  /** Where it lies. */
  readonly path: string;
}
