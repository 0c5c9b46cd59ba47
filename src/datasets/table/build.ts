/** From a file of rows to samples: what a table is made of. */
import type { OnBroken } from "../../loading/collate.ts";
import type { Field, Source } from "../../source.ts";
import type { SampleStream } from "../../stream.ts";
import { coder as coding } from "./coder.ts";
import { survey } from "./columns.ts";
import { type Encoder, encoder } from "./encoder.ts";
import { type FittedCategory, type FittedColumn, fitter } from "./fitting.ts";
import { brokenRow, type Made, type Parts, type Readable } from "./held.ts";
import { inputsOf } from "./inputs_of.ts";
import { aligned, openRows, type TableRows } from "./open_rows.ts";
import { stored } from "./stored.ts";
import { streamed } from "./streamed.ts";
import { type Said, usedColumns } from "./used_columns.ts";

/** What is to be built. */
export interface Plan extends Omit<Said, "fitted"> {
  readonly rows: string | TableRows;
  readonly val: string | TableRows | undefined;
  readonly test: string | TableRows | undefined;
  readonly shares: { readonly val: number; readonly test: number };
  readonly stratify: boolean;
  readonly seed: number;
  readonly flat: boolean;
  readonly fitted: FittedTable | undefined;
  readonly words: ReadonlySet<string>;
  readonly delimiter: string | undefined;
  readonly header: boolean;
  readonly query: string | undefined;
  readonly onBroken: OnBroken;
  readonly memory: number;
}

/** What was learnt from the rows to learn from, as plain data. */
export interface FittedTable {
  /** The inputs by name. */
  readonly columns: Readonly<Record<string, FittedColumn>>;
  /** The targets by name. */
  readonly targets: Readonly<Record<string, FittedColumn>>;
}

/** What came of it. */
export interface Built {
  /** The samples, where they are in memory. */
  readonly sources?: Parts<Source>;
  /** The samples, where they are not. */
  readonly streams?: Parts<SampleStream>;
  readonly fitted: FittedTable;
  readonly encoder: Encoder;
  /** The names of the classes, where there are any. */
  readonly classes?: readonly string[];
  /** How often each class comes among the rows to learn from. */
  readonly counts: readonly number[];
  /** What is to be told: lines. */
  readonly news: readonly string[];
  /** Makes inputs of other rows. */
  inputs(rows: TableRows): Field[];
}

/** Builds the samples of a table. */
export async function build(plan: Plan): Promise<Built> {
  const { targets, weight, words, onBroken, memory, flat } = plan;
  const opened = await openRows(plan.rows, plan);
  const reader = aligned(opened, opened.columns, [...targets, ...weight === undefined ? [] : [weight]]);
  const surveyed = await survey(reader, words);
  if (surveyed.size === 0) throw new RangeError(`Cannot read ${reader.name} as a table has rows: got none.`);
  if (surveyed.broken !== undefined && onBroken === "refuse") {
    throw brokenRow(reader.name, surveyed.broken.row, surveyed.broken.why);
  }
  const said = { ...plan, fitted: plan.fitted?.columns };
  const { columns, rules, left } = usedColumns(reader.name, said, surveyed);
  const first = columns.length - targets.length,
    inputs = [...columns.keys()].slice(0, weight === undefined ? first : first - 1);
  const classed = columns[first]!.kind === "category", coder = coding(columns, words), fitting = fitter(coder, rules);
  const other = async (given: string | TableRows | undefined): Promise<Readable | undefined> => {
    if (given === undefined) return undefined;
    const reading = aligned(await openRows(given, plan), reader.columns, columns.map(({ name }) => name));
    return { reader: reading, most: (await survey(reading, words)).size };
  };
  const files = { all: { reader, most: surveyed.size }, val: await other(plan.val), test: await other(plan.test) };
  const most = Math.max(...Object.values(files).map((file) => file?.most ?? 0));
  const hold = most * columns.length * 8 > memory ? streamed : stored;
  const held = await hold({ ...plan, ...files, coder, fitting, target: first, classed });
  const anew = fitting.fitted(), before = plan.fitted && { ...plan.fitted.columns, ...plan.fitted.targets };
  const fitted = columns.map(({ name }, i) => before?.[name] ?? anew[i]!);
  const encoding = encoder(coder, fitted, inputs, flat), classes = classed ? classesOf(fitted[first]!) : undefined;
  if (classes !== undefined && classes.length < 2) {
    throw new RangeError(
      `Cannot learn classes from ${reader.name} as ${targets[0]} must have two classes at least: got ${classes}.`,
    );
  }
  // A class is looked up once, not once a row.
  const known = new Map<number, number>(), room = new Float64Array(columns.length);
  const label: Made["label"] = (code, title) => {
    const before = known.get(code);
    if (before !== undefined) return before;
    room[first] = code;
    const found = encoding.category(room, first) - 1;
    if (found < 0) {
      throw new RangeError(
        `Cannot judge ${title()} as its class must be one of ${classes!.join(", ")}: got ${
          coder.texts[first]![code]
        }, ` +
          "which no row to learn from has.",
      );
    }
    known.set(code, found);
    return found;
  };
  const targetOf = (row: Float64Array, title: () => string): Field =>
    classes === undefined
      ? { dtype: "float32", shape: [targets.length], data: Float32Array.from(row.subarray(first)) }
      : label(row[first]!, title);
  const more = [...left, ...reader.left ?? []];
  const named = (of: readonly number[]) => Object.fromEntries(of.map((i) => [columns[i]!.name, fitted[i]!]));
  return {
    ...held.parts({
      classes,
      label,
      sample(row, title) {
        const x = encoding.encode(row), target = targetOf(row, title);
        return { x, y: weight === undefined ? target : { target, weight: row[first - 1]! } };
      },
    }),
    fitted: { columns: named(inputs), targets: named(targets.map((_, i) => first + i)) },
    encoder: encoding,
    ...classes && { classes },
    counts: classed ? fitting.counts(first).slice(1) : [],
    news: [
      ...more.length === 0 ? [] : [`Left out of the inputs of ${reader.name}: ${more.join(", ")}.`],
      ...held.tables.flatMap(({ name, broken: { count, first } }) => {
        const rest = count > first.length ? `; and ${count - first.length} more` : "";
        return count === 0
          ? []
          : [`Left out ${count} ${count === 1 ? "row" : "rows"} of ${name}: ${first.join("; ")}${rest}.`];
      }),
    ],
    inputs: (rows) => inputsOf(rows, { columns: inputs.map((i) => columns[i]!), fitted, words, flat }),
  };
}

/** The classes in the order of their numbers. */
function classesOf(fitted: FittedColumn): readonly string[] {
  const { values } = fitted as FittedCategory;
  return Object.keys(values).sort((a, b) => values[a]! - values[b]!);
}
