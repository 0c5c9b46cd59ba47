/** What a table is told. */
import type { OnBroken } from "../../loading/collate.ts";
import type { Order } from "../../order.ts";
import type { ColumnKind } from "./columns.ts";
import type { FittedTable } from "./build.ts";
import type { Scale } from "./fitting.ts";
import type { TableRows } from "./open_rows.ts";
import type { ColumnRule, MissingRules } from "./used_columns.ts";

/** A table and how it is read. */
export interface TableOptions<I extends "named" | "oneHot" = "named"> {
  /**
   * A file of CSV (`.csv`, `.tsv`, `.txt`), JSON lines (`.jsonl`, `.ndjson`), Parquet (`.parquet`), Arrow (`.arrow`, `.arrows`,
   * `.feather`) or SQLite (`.db`, `.sqlite`); give this or `rows`.
   */
  readonly file?: string;
  /** Rows at hand. */
  readonly rows?: TableRows;
  /** The column that is to be told, or several of them: numbers, or answers by yes or no. */
  readonly target: string | readonly string[];
  /** Columns that are taken for something else than they seem, or have rules of their own, by name. */
  readonly columns?: Readonly<Record<string, ColumnKind | ColumnRule>>;
  /** What stands for missing values. Default the median of numbers, and a category of its own. */
  readonly missing?: MissingRules;
  /** How numbers are scaled. Default `standard`: mean 0 and deviation 1. */
  readonly scale?: Scale;
  /** What a field says that has no value. Default those of pandas, and `?`. */
  readonly missingValues?: readonly string[];
  /** Inputs as `{ num, cat }`, for a network with embeddings, or as one list with a place for each category. Default `named`. */
  readonly input?: I;
  /** The share of rows that is held back to be judged on, where `val` has none, in [0, 1). Default 0.2. */
  readonly valShare?: number;
  /** The share that is held back for the last judgement, where `test` has none, in [0, 1). Default 0. */
  readonly testShare?: number;
  /** A file or rows to be judged on. Default a share of the others. */
  readonly val?: string | TableRows;
  /** A file or rows for the last judgement. */
  readonly test?: string | TableRows;
  /** Whether each class has its share of what is held back. Default true; of rows that are streamed each is held back by chance. */
  readonly stratify?: boolean;
  /** What the choice of the rows that are held back follows from. Default 0. */
  readonly seed?: number;
  /** Rows in a batch. Default 32. */
  readonly batchSize?: number;
  /** Whether a last, smaller batch is left out of an epoch. Default only a single row, which batch norm could not learn from. */
  readonly dropLast?: boolean;
  /** In which order rows to learn from come, such as `balanced()`. Default `shuffled()`; rows that are streamed have an order of their own. */
  readonly order?: Order;
  /** How much each class weighs in the loss: `balanced`, as in scikit-learn, or numbers by class. Default all alike. */
  readonly classWeights?: "balanced" | Readonly<Record<string, number>>;
  /** What becomes of a row that cannot be read: `refuse` names it in an error, `skip` leaves it out and says so. Default `refuse`. */
  readonly onBroken?: OnBroken;
  /** What stands between the fields of a CSV. Default what its first row has most of: `,`, a tab, `;` or `|`. */
  readonly delimiter?: string;
  /** Whether the first row of a CSV names the columns; else they are `column1` and so on. Default true. */
  readonly header?: boolean;
  /** Of a database: a table of it, or what is selected. Default the only table. */
  readonly query?: string;
  /** Most bytes that rows may take in memory; a longer file is streamed: read again, block by block, in each epoch. Default 512 MiB. */
  readonly memory?: number;
  /** What was fitted before, as of `settings.fitted` in a checkpoint: nothing is fitted then. */
  readonly fitted?: FittedTable;
  /** A word for logs. Default `table`. */
  readonly name?: string;
}

/** Rows that weigh unlike: targets of batches are then `{ target, weight }`, as losses that are means take them, and metrics. */
export interface WeightColumn {
  /** The column that says how much each row weighs: numbers of at least 0. It is no input. */
  readonly weight: string;
}
