/** Tables: rows of files, databases or memory, with columns of numbers and categories and one to be told from the others. */
import type { Dataset, DatasetWithLoss } from "../dataset.ts";
import type { KnownTable } from "../knowledge.ts";
import { ask } from "../download/ask.ts";
import { collator, type OnBroken } from "../loading/collate.ts";
import { datasetOf } from "../loading/dataset_of.ts";
import { toBatch } from "../loading/to_batch.ts";
import type { Collated } from "../loading/tray.ts";
import { binaryCrossEntropy } from "../losses/binary_cross_entropy.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { requireEach, requireRange } from "../options/require_range.ts";
import { requireOneOf } from "../options/require_one_of.ts";
import { plainRecord } from "../options/plain.ts";
import { settle } from "../options/settle.ts";
import type { Order } from "../order.ts";
import { inOrder } from "../orders/in_order.ts";
import { shuffled } from "../orders/shuffled.ts";
import type { Field } from "../source.ts";
import type { tf } from "../tf.ts";
import type { Built, FittedTable } from "./table/build.ts";
import type { ColumnKind } from "./table/columns.ts";
import type { Scale } from "./table/fitting.ts";
import type { InputSizes } from "./table/encoder.ts";
import type { TableRows } from "./table/open_rows.ts";
import { scaledError, scaleOf } from "./table/scaled_error.ts";
import type { ColumnRule, MissingRules, TableTask } from "./table/used_columns.ts";

/** A table and how it is read. */
export interface TableOptions<I extends "named" | "oneHot" = "named"> {
  /**
   * A file of CSV (`.csv`, `.tsv`, `.txt`), JSON lines (`.jsonl`, `.ndjson`), Parquet (`.parquet`) or SQLite (`.db`, `.sqlite`); give
   * this or `rows`.
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
  /** Whether each class has its share of what is held back. Default true. */
  readonly stratify?: boolean;
  /** What the choice of the rows that are held back follows from. Default 0. */
  readonly seed?: number;
  /** Rows in a batch. Default 32. */
  readonly batchSize?: number;
  /** Whether a last, smaller batch is left out of an epoch. Default only a single row, which batch norm could not learn from. */
  readonly dropLast?: boolean;
  /** In which order rows to learn from come, such as `balanced()`. Default `shuffled()`. */
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
  /** Most bytes that rows may take in memory; a longer CSV or file of JSON lines is read again row by row. Default 512 MiB. */
  readonly memory?: number;
  /** What was fitted before, as of `settings.fitted` in a checkpoint: nothing is fitted then. */
  readonly fitted?: FittedTable;
  /** A word for logs. Default `table`. */
  readonly name?: string;
}

/** The inputs of a batch of rows; what no column is of is not there. */
export interface TableInput {
  /** Numbers, float32 [batch, numbers]. */
  readonly num?: tf.Tensor2D;
  /** Categories by number, int32 [batch, columns]; 0 is what was not seen. */
  readonly cat?: tf.Tensor2D;
}

/** What a network for a table must know, as `tabular` takes it. */
export interface TableSizes extends InputSizes {
  /** Numbers that come out for each row: classes, or targets. */
  readonly outputs: number;
  /** Where targets are numbers: what each output is multiplied by, and what is then added. */
  readonly outputScale?: { readonly center: readonly number[]; readonly spread: readonly number[] };
}

/** A table that was read. */
export interface TableDataset<X, Y> extends DatasetWithLoss<X, Y, tf.Tensor2D> {
  /** What a network must know: `tabular(data.sizes)`. */
  readonly sizes: TableSizes;
  /** What was fitted on the rows to learn from, as plain data. */
  readonly fitted: FittedTable;
  /** Inputs of other rows, which need no target: what is to be predicted. */
  inputs(rows: TableRows): X;
}

/** The inputs of a batch by what was asked for. */
export type InputBy<I> = I extends "oneHot" ? tf.Tensor2D : TableInput;

/**
 * Reads a table: a CSV file, say, of which one column is to be told from the others.
 *
 * Columns are numbers, categories or yes and no, by what they hold. A part of the rows is held back to be judged on; what stands for
 * missing values, scales, categories and classes is fitted on the others alone, and kept in `settings.fitted`, as plain data.
 * Classes are the loss of {@linkcode crossEntropy}, with `task: "multiLabel"` answers that of {@linkcode binaryCrossEntropy}. With
 * `task: "regression"` targets stay in their own unit, [batch, targets], as shall predictions; the loss is the mean squared error in standard deviations.
 *
 * A file is read in bounded memory. Where its rows do not fit into `memory`, each is read again when its batch is made; the
 * median is then that of 100 000 rows.
 *
 * @throws {TypeError} If a column is not there, or a row is broken: the message names file, row and column.
 * @throws {RangeError} If the file is empty, an option is out of its range, or the target is none of the task's.
 * @throws {Deno.errors.NotFound} If there is no such file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { table } from "jsr:@raptor/raptor";
 *
 * const rows = Array.from({ length: 10 }, (_, i) => ({ mm: i, island: i % 2 ? "Dream" : "Biscoe", kind: i < 5 ? "a" : "b" }));
 * const data = await table({ rows, target: "kind", batchSize: 8 });
 * assertEquals([data.classes, data.sizes], [["a", "b"], { numbers: 1, categories: [3], outputs: 2 }]);
 * ```
 */
export async function table<I extends "named" | "oneHot" = "named">(
  options: TableOptions<I> & { readonly task?: "classification" },
): Promise<TableDataset<InputBy<I>, tf.Tensor1D>>;
/** A table whose targets are numbers, or several answers. */
export async function table<I extends "named" | "oneHot" = "named">(
  options: TableOptions<I> & { readonly task: "regression" | "multiLabel" },
): Promise<TableDataset<InputBy<I>, tf.Tensor2D>>;
export async function table(
  options: TableOptions<"named" | "oneHot"> & { readonly task?: TableTask },
): Promise<unknown> {
  const { file, rows, target, task, columns = {}, missing = {}, scale = "standard", input = "named" } = options;
  const { missingValues, valShare = 0.2, testShare = 0, val, test, stratify = true, seed = 0 } = options;
  const { batchSize = 32, dropLast, order = shuffled(), classWeights, onBroken = "refuse" } = options;
  const { delimiter, header = true, query, memory = 2 ** 29, fitted, name = "table" } = options;
  const asked = {
    ...{ file, rows, target, task, columns, missing, scale, input, missingValues, valShare, testShare, val, test },
    ...{ stratify, seed, batchSize, dropLast, order, classWeights, onBroken },
    ...{ delimiter, header, query, memory, fitted, name },
  };
  settle("table", options, asked);
  const targets = typeof target === "string" ? [target] : target;
  if ((file === undefined) === (rows === undefined)) {
    throw new TypeError(
      `Cannot make table as it takes either file or rows: got ${file === undefined ? "neither" : "both"}.`,
    );
  }
  if (!Array.isArray(targets) || targets.length === 0 || targets.some((column) => typeof column !== "string")) {
    throw new TypeError(`Cannot make table as target must be the name of a column, or several: got ${target}.`);
  }
  if (targets.length > 1 && (task === undefined || task === "classification")) {
    throw new TypeError(
      `Cannot make table as classes are told by one column: got ${targets.join(" and ")}. ` +
        'Say task: "regression" or task: "multiLabel".',
    );
  }
  settle("missing", missing, { number: missing.number, category: missing.category, indicator: missing.indicator });
  requireOneOf("table", ["standard", "minMax", "robust", "none"], { scale });
  requireOneOf("table", ["named", "oneHot"], { input });
  requireOneOf("table", ["refuse", "skip"], { onBroken });
  if (task !== undefined) requireOneOf("table", ["classification", "regression", "multiLabel"], { task });
  requireRange("table", "in [0, 1)", { valShare, testShare });
  requireRange("table", "a whole number of at least 0", { seed, memory });
  requireRange("table", "true or false", { stratify, header, ...dropLast !== undefined && { dropLast } });
  if (delimiter !== undefined && !/^[\t -~]$/.test(delimiter)) {
    throw new RangeError(
      `Cannot make table as delimiter must be a tab or one character of ASCII: got ${JSON.stringify(delimiter)}.`,
    );
  }
  const paths = [file, val, test].filter((path) => typeof path === "string");
  for (const path of paths) await ask({ name: "read", path }, `read the table ${path}`);
  // Most runs read no table.
  const [{ build }, { MISSING_VALUES }] = await Promise.all([import("./table/build.ts"), import("./table/columns.ts")]);
  const values = { ...asked, missingValues: missingValues ?? MISSING_VALUES };
  const built = await build({
    ...{ rows: (file ?? rows)!, val, test, targets, task, columns, missing, scale, fitted, stratify, seed, onBroken },
    ...{ shares: { val: valShare, test: testShare }, flat: input === "oneHot", words: new Set(values.missingValues) },
    ...{ delimiter, header, query, memory },
  });
  const { splits, classes } = built;
  const single = splits.train.size > batchSize && splits.train.size % batchSize === 1;
  const base = datasetOf({
    ...{ name, batchSize, dropLast: dropLast ?? single, order, classes, onBroken },
    settings: settle("table", options, { ...values, dropLast: dropLast ?? single, fitted: built.fitted }),
    loss: lossOf(task, built, classWeights) as never,
    valOrder: inOrder(),
    ...{ transforms: [], valTransforms: [], workers: 0 },
    known: { train: splits.train.size, ...splits.val && { val: splits.val.size } },
    permissions: () => paths.map((path) => ({ name: "read", path }) as const),
    open: () => splits,
  });
  const known = { columns: built.fitted.columns, missing: values.missingValues, flat: input === "oneHot" };
  return extended(
    base,
    built,
    plainRecord(known) as unknown as KnownTable,
    task === "regression" ? scaleOf(built.fitted) : undefined,
  );
}

function extended(
  base: Dataset<unknown, unknown>,
  built: Built,
  table: KnownTable,
  outputScale: TableSizes["outputScale"],
): unknown {
  const { encoder, fitted, classes, inputs, close } = built;
  let news = built.news;
  const outputs = classes?.length ?? Object.keys(fitted.targets).length;
  const more = {
    sizes: Object.freeze({ ...encoder.sizes, outputs, ...outputScale && { outputScale } }),
    fitted,
    get knows() {
      return Object.freeze({ ...base.knows, table });
    },
    inputs(rows: TableRows): unknown {
      const fields = inputs(rows),
        source = { name: "rows", size: fields.length, get: (i: number) => ({ x: fields[i]!, y: 0 }) };
      const collated = collator({ source, transforms: [], labels: false })(Uint32Array.from(fields.keys()), 0);
      const { x, y } = toBatch()(collated as Collated, 0, fields.length);
      y.dispose();
      return x;
    },
    news() {
      const told = [...news, ...base.news?.() ?? []];
      news = [];
      return told;
    },
    async close() {
      close();
      await base.close?.();
    },
  };
  return Object.freeze(
    Object.defineProperties({}, {
      ...Object.getOwnPropertyDescriptors(base),
      ...Object.getOwnPropertyDescriptors(more),
    }),
  );
}

function lossOf(
  task: TableTask | undefined,
  { classes, counts, fitted }: Built,
  weights: TableOptions["classWeights"],
) {
  if (weights !== undefined && classes === undefined) {
    throw new TypeError(`Cannot weigh classes as targets must be classes: got task ${task}. Leave classWeights out.`);
  }
  if (task === "multiLabel") return binaryCrossEntropy();
  if (classes === undefined) return scaledError(scaleOf(fitted).spread);
  if (weights === undefined) return crossEntropy();
  const all = counts.reduce((sum, count) => sum + count, 0);
  const classWeights = classes.map((name, i) =>
    weights === "balanced" ? all / (classes.length * counts[i]!) : weights[name] ?? NaN
  );
  const absent = classes.find((name) => weights !== "balanced" && weights[name] === undefined);
  if (absent !== undefined) {
    throw new TypeError(
      `Cannot weigh classes as each of ${classes.join(", ")} needs a weight: got none for ${absent}.`,
    );
  }
  requireEach("table", "a finite number of at least 0", { classWeights });
  return crossEntropy({ classWeights });
}

/** What makes inputs of rows by what a checkpoint keeps of a table, for {@linkcode predictor}. */
export async function rowEncoder(known: KnownTable): Promise<(row: Readonly<Record<string, unknown>>) => Field> {
  const { encodingOf, inputsOf } = await import("./table/inputs_of.ts"), encoding = encodingOf(known);
  return (row) => inputsOf([row], encoding)[0]!;
}
