/** What is known of the data that a model was made for, as plain data that a checkpoint keeps. */
import type { Settings } from "./settings.ts";

/** How the rows of a table become inputs. */
export interface KnownTable {
  /** What was fitted of each column that is an input, by its name, in their order. */
  readonly columns: Readonly<Record<string, Settings>>;
  /** Texts that stand for a missing value. */
  readonly missing: readonly string[];
  /** Whether an input is one list of numbers; else numbers and categories by name. */
  readonly flat: boolean;
}

/**
 * What is known of a dataset's inputs, and of what is told from them, as plain data: what a checkpoint keeps of the dataset, so
 * that its model can be used without it.
 */
export interface Knowledge {
  /** The names of the classes, in the order of their labels. */
  readonly classes?: readonly string[];
  /** The length of each axis of one input as the model gets it, such as [224, 224, 3]; undefined where they may differ. */
  readonly shape?: readonly number[];
  /** What happens to an input that is judged, in order, each by its name and settings: `{ name: "resize", size: 256 }`. */
  readonly transforms?: readonly Settings[];
  /** What the bytes of an image become last: `byte * scale + offset`, a number of each for each channel. */
  readonly normalization?: { readonly scale: readonly number[]; readonly offset: readonly number[] };
  /** Where an input is a row of a table: how it is made of the row's columns. */
  readonly table?: KnownTable;
}
