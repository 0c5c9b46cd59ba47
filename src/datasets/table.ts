/** Tables: rows of files, databases or memory, with columns of numbers and categories and one to be told from the others. */
import type { Dataset, DatasetWithLoss } from "../dataset.ts";
import type { KnownTable } from "../knowledge.ts";
import { ask } from "../download/ask.ts";
import { datasetOf } from "../loading/dataset_of.ts";
import { binaryCrossEntropy } from "../losses/binary_cross_entropy.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { given, requireEach, requireOneOf, requireRange, settle } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import type { Settings } from "../settings.ts";
import { withVisible } from "../terminal/visible.ts";
import { inOrder } from "../orders/in_order.ts";
import { shuffled } from "../orders/shuffled.ts";
import type { Field, Weighted } from "../source.ts";
import type { tf } from "../tf.ts";
import type { Built, FittedTable } from "./table/build.ts";
import type { InputSizes } from "./table/encoder.ts";
import type { TableRows } from "./table/open_rows.ts";
import { stream } from "./stream.ts";
import { scaledError, scaleOf } from "./table/scaled_error.ts";
import type { TableOptions, WeightColumn } from "./table/table_options.ts";
import type { TableTask } from "./table/used_columns.ts";

export type { TableOptions, WeightColumn };

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
 * A file is read in bounded memory. Where its rows do not fit into `memory` they are streamed: an epoch reads blocks of them in an order by
 * chance, and shuffles the rows of some tens of MiB of them together. Memory does not grow with the file; the median is that of 100 000 rows.
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
  options: TableOptions<I> & { readonly task?: "classification"; readonly weight?: never },
): Promise<TableDataset<InputBy<I>, tf.Tensor1D>>;
/** A table whose rows weigh unlike. */
export async function table<I extends "named" | "oneHot" = "named">(
  options: TableOptions<I> & WeightColumn & { readonly task?: "classification" },
): Promise<TableDataset<InputBy<I>, Weighted<tf.Tensor1D>>>;
/** A table whose targets are numbers, or several answers, and whose rows weigh unlike. */
export async function table<I extends "named" | "oneHot" = "named">(
  options: TableOptions<I> & WeightColumn & { readonly task: "regression" | "multiLabel" },
): Promise<TableDataset<InputBy<I>, Weighted<tf.Tensor2D>>>;
/** A table whose targets are numbers, or several answers. */
export async function table<I extends "named" | "oneHot" = "named">(
  options: TableOptions<I> & { readonly task: "regression" | "multiLabel"; readonly weight?: never },
): Promise<TableDataset<InputBy<I>, tf.Tensor2D>>;
export async function table(
  options: TableOptions<"named" | "oneHot"> & Partial<WeightColumn> & { readonly task?: TableTask },
): Promise<unknown> {
  const { file, rows, target, task, columns = {}, missing = {}, scale = "standard", input = "named" } = given(options);
  const { missingValues, valShare = 0.2, testShare = 0, val, test, stratify = true, seed = 0 } = given(options);
  const { weight, batchSize = 32, dropLast, order = shuffled(), classWeights, onBroken = "refuse" } = given(options);
  const { delimiter, header = true, query, memory = 2 ** 29, fitted, name = "table" } = given(options);
  const asked = {
    ...{ file, rows, target, task, columns, missing, scale, input, missingValues, valShare, testShare, val, test },
    ...{ weight, stratify, seed, batchSize, dropLast, order, classWeights, onBroken },
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
  if (weight !== undefined && (typeof weight !== "string" || targets.includes(weight))) {
    throw new TypeError(`Cannot make table as weight must be the name of a column that is no target: got ${weight}.`);
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
  const [{ build }, { MISSING_VALUES }, { batchOf }] = await Promise.all([
    import("./table/build.ts"),
    import("./table/columns.ts"),
    import("./table/batch_of.ts"),
  ]);
  const values = { ...asked, missingValues: missingValues ?? MISSING_VALUES };
  const built = await build({
    ...{
      rows: (file ?? rows)!,
      val,
      test,
      targets,
      weight,
      task,
      columns,
      missing,
      scale,
      fitted,
      stratify,
      seed,
      onBroken,
    },
    ...{ shares: { val: valShare, test: testShare }, flat: input === "oneHot", words: new Set(values.missingValues) },
    ...{ delimiter, header, query, memory },
  }).catch((error) => {
    throw withVisible(error);
  });
  const { sources, streams, classes } = built, { size } = (sources ?? streams!).train as { readonly size: number };
  const single = size > batchSize && size % batchSize === 1,
    shared = { name, batchSize, dropLast: dropLast ?? single, onBroken };
  const loss = lossOf(task, built, classWeights) as never;
  if (streams !== undefined && options.order !== undefined) {
    throw new RangeError(
      `Cannot put the rows of ${file} into an order as they have no room in memory: got order. Leave it out, or raise memory.`,
    );
  }
  const base = streams !== undefined
    ? stream({ ...shared, ...streams, ...classes && { classes }, loss, window: 0 })
    : datasetOf({
      ...{ ...shared, order, classes, loss, valOrder: inOrder(), transforms: [], valTransforms: [], workers: 0 },
      known: { train: size, ...sources!.val && { val: sources!.val.size } },
      open: () => sources!,
    });
  const settings = settle("table", options, { ...values, dropLast: shared.dropLast, fitted: built.fitted });
  const known = { columns: built.fitted.columns, missing: values.missingValues, flat: input === "oneHot" };
  return extended(
    base as Dataset<unknown, unknown>,
    { ...built, batchOf, settings, permissions: paths.map((path) => ({ name: "read", path }) as const) },
    plainRecord(known) as unknown as KnownTable,
    task === "regression" ? scaleOf(built.fitted) : undefined,
  );
}

function extended(
  base: Dataset<unknown, unknown>,
  built: Built & {
    readonly settings: Settings;
    readonly permissions: readonly Deno.PermissionDescriptor[];
    readonly batchOf: (fields: readonly Field[]) => unknown;
  },
  table: KnownTable,
  outputScale: TableSizes["outputScale"],
): unknown {
  const { encoder, fitted, classes, inputs, batchOf, settings, permissions } = built;
  let news = built.news;
  const outputs = classes?.length ?? Object.keys(fitted.targets).length;
  const more = {
    ...{ settings, permissions },
    open: async () => await base.open?.(),
    close: async () => await base.close?.(),
    sizes: Object.freeze({ ...encoder.sizes, outputs, ...outputScale && { outputScale } }),
    fitted,
    get knows() {
      return Object.freeze({ ...classes && { classes }, ...base.knows, table });
    },
    inputs: (rows: TableRows): unknown => batchOf(inputs(rows)),
    news() {
      const told = [...news, ...base.news?.() ?? []];
      news = [];
      return told;
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
