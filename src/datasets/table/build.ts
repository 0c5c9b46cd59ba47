/** From a file of rows to sources of samples: what a table is made of. */
import { deal } from "../../loading/deal.ts";
import type { OnBroken } from "../../loading/collate.ts";
import type { Field, Source } from "../../source.ts";
import { coder as coding } from "./coder.ts";
import { survey } from "./columns.ts";
import { type Encoder, encoder } from "./encoder.ts";
import { type FittedCategory, type FittedColumn, fitter } from "./fitting.ts";
import { aligned, openRows, type TableRows } from "./open_rows.ts";
import { inputsOf } from "./inputs_of.ts";
import { type Said, usedColumns } from "./used_columns.ts";
import { brokenRow, type Stored, stored } from "./stored.ts";

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
  readonly splits: { readonly train: Source; readonly val?: Source; readonly test?: Source };
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
  close(): void;
}

/** Builds the sources of a table. */
export async function build(plan: Plan): Promise<Built> {
  const { targets, words, onBroken, memory, flat } = plan;
  const opened = await openRows(plan.rows, plan);
  const reader = aligned(opened, opened.columns, targets), surveyed = await survey(reader, words);
  if (surveyed.size === 0) throw new RangeError(`Cannot read ${reader.name} as a table has rows: got none.`);
  if (surveyed.broken !== undefined && onBroken === "refuse") {
    throw brokenRow(reader.name, surveyed.broken.row, surveyed.broken.why);
  }
  const said = { ...plan, fitted: plan.fitted?.columns };
  const { columns, rules, left } = usedColumns(reader.name, said, surveyed);
  const inputs = columns.map((_, i) => i).slice(0, -targets.length), first = inputs.length;
  const classed = columns[first]!.kind === "category", coder = coding(columns, words);
  const storing = { onBroken, memory, label: classed ? first : undefined };
  const all = await stored(reader, coder, { ...storing, most: surveyed.size });
  const read = async (given: string | TableRows | undefined): Promise<Stored | undefined> => {
    if (given === undefined) return undefined;
    const needed = columns.map(({ name }) => name), raw = await openRows(given, plan);
    const other = aligned(raw, reader.columns, needed);
    return await stored(other, coder, { ...storing, most: (await survey(other, words)).size });
  };
  const own = { val: await read(plan.val), test: await read(plan.test) };
  const [train, val, test] = dealt(all, plan, own, classed);
  const fitting = fitter(coder, rules), isLearnt = new Uint8Array(all.size);
  for (const index of train) isLearnt[index] = 1;
  let index = 0;
  for await (const row of all.each()) if (isLearnt[index++]) fitting.see(row);
  const anew = fitting.fitted(), before = plan.fitted && { ...plan.fitted.columns, ...plan.fitted.targets };
  const fitted = columns.map(({ name }, i) => before?.[name] ?? anew[i]!);
  const encoding = encoder(coder, fitted, inputs, flat);
  const classes = classed ? Object.keys((fitted[first] as FittedCategory).values) : undefined;
  if (classes !== undefined) {
    const { values } = fitted[first] as FittedCategory;
    classes.sort((a, b) => values[a]! - values[b]!);
    if (classes.length < 2) {
      throw new RangeError(
        `Cannot learn classes from ${reader.name} as ${targets[0]} must have two classes at least: got ${classes}.`,
      );
    }
  }
  const source = (rows: Stored, indices: Uint32Array): Source => {
    const targetOf = (row: Float64Array): Field => {
      if (classes !== undefined) return encoding.category(row, first) - 1;
      return { dtype: "float32", shape: [targets.length], data: Float32Array.from(row.subarray(first)) };
    };
    // A class is looked up once, not once a row.
    const known = new Map<number, number>(), room = new Float64Array(columns.length);
    const labels = classes && Int32Array.from(indices, (i) => {
      const code = rows.labels[i]!, before = known.get(code);
      if (before !== undefined) return before;
      room[first] = code;
      const label = encoding.category(room, first) - 1;
      if (label < 0) {
        throw new RangeError(
          `Cannot judge row ${rows.number(i)} of ${rows.name} as its class must be one of ${classes.join(", ")}: got ` +
            `${coder.texts[first]![code]}, which no row to learn from has.`,
        );
      }
      known.set(code, label);
      return label;
    });
    return Object.freeze({
      name: "table",
      size: indices.length,
      ...classes && { classes },
      ...labels && { labels: () => labels },
      get(i: number) {
        const row = rows.row(indices[i]!);
        return { x: encoding.encode(row), y: targetOf(row) };
      },
      title: (i: number) => `row ${rows.number(indices[i]!)} of ${rows.name}`,
    });
  };
  const judged = (part: "val" | "test", indices: Uint32Array) => {
    const rows = own[part],
      chosen = rows === undefined ? indices : Uint32Array.from({ length: rows.size }, (_, i) => i);
    return chosen.length > 0 && { [part]: source(rows ?? all, chosen) };
  };
  const named = (from: number, to: number) =>
    Object.fromEntries(columns.slice(from, to).map(({ name }, i) => [name, fitted[from + i]!]));
  const tables = [all, own.val, own.test].filter((rows) => rows !== undefined);
  return {
    splits: { train: source(all, train), ...judged("val", val), ...judged("test", test) },
    fitted: { columns: named(0, first), targets: named(first, columns.length) },
    encoder: encoding,
    ...classes && { classes },
    counts: classed ? fitting.counts(first).slice(1) : [],
    news: [
      ...left.length === 0 ? [] : [`Left out of the inputs of ${reader.name}: ${left.join(", ")}.`],
      ...tables.flatMap(({ name, broken: { count, first } }) => {
        const more = count > first.length ? `; and ${count - first.length} more` : "";
        return count === 0
          ? []
          : [`Left out ${count} ${count === 1 ? "row" : "rows"} of ${name}: ${first.join("; ")}${more}.`];
      }),
    ],
    inputs: (rows) => inputsOf(rows, { columns: columns.slice(0, first), fitted, words, flat }),
    close: () => tables.forEach((rows) => rows.close()),
  };
}

/** Which rows are learnt from, and which are held out; a class that would have no row to learn from keeps its own. */
function dealt(
  { size, labels, name }: Stored,
  { shares, seed, stratify }: Plan,
  own: { readonly val: Stored | undefined; readonly test: Stored | undefined },
  classed: boolean,
): readonly [train: Uint32Array, val: Uint32Array, test: Uint32Array] {
  const held = [own.val ? 0 : shares.val, own.test ? 0 : shares.test].map((share) =>
    share === 0 ? 0 : Math.max(1, Math.round(share * size))
  );
  const left = size - held[0]! - held[1]!;
  if (left < 1) {
    throw new RangeError(
      `Cannot hold rows of ${name} back as one must be left to learn from: got ${size} rows. Lower valShare and testShare.`,
    );
  }
  const parts = deal({ counts: [left, ...held], seed, ...stratify && classed && { labels } });
  if (!classed) return parts as unknown as [Uint32Array, Uint32Array, Uint32Array];
  const known = new Set<number>();
  for (const i of parts[0]!) known.add(labels[i]!);
  const stranger = (i: number) => !known.has(labels[i]!);
  const strangers = [parts[1]!, parts[2]!].flatMap((part) => [...part.filter(stranger)]);
  const kept = (part: Uint32Array) => part.filter((i) => !stranger(i));
  if (strangers.length === 0) return [parts[0]!, parts[1]!, parts[2]!];
  return [Uint32Array.from([...parts[0]!, ...strangers]).sort(), kept(parts[1]!), kept(parts[2]!)];
}
