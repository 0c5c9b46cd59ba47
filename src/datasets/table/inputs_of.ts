/** Inputs of rows that have no targets: what is to be predicted. */
import type { KnownTable } from "../../knowledge.ts";
import type { Field } from "../../source.ts";
import { coder as coding, type UsedColumn } from "./coder.ts";
import { encoder } from "./encoder.ts";
import type { FittedColumn } from "./fitting.ts";

/** A row by the names of its columns. */
type Row = Readonly<Record<string, unknown>>;

/** How rows become inputs. */
export interface Encoding {
  readonly columns: readonly UsedColumn[];
  /** Of each column. */
  readonly fitted: readonly FittedColumn[];
  /** Texts that stand for a missing value. */
  readonly words: ReadonlySet<string>;
  /** Whether all of a row is one list of numbers. */
  readonly flat: boolean;
}

/**
 * Makes inputs of rows.
 *
 * @throws {TypeError} If a row cannot be read, with its number and column.
 */
export function inputsOf(rows: readonly Row[], { columns, fitted, words, flat }: Encoding): Field[] {
  const coder = coding(columns, words), encoding = encoder(coder, fitted, columns.map((_, i) => i), flat);
  return rows.map((record, i) => {
    const fields: unknown[] = [];
    for (const { name, at } of columns) fields[at] = record[name];
    try {
      return encoding.encode(coder.code(fields));
    } catch (error) {
      throw new TypeError(`Cannot take row ${i + 1} as ${(error as Error).message}.`, { cause: error });
    }
  });
}

/** How rows become inputs, from what a checkpoint keeps of it. */
export function encodingOf({ columns, missing, flat }: KnownTable): Encoding {
  const known = Object.entries(columns) as unknown as [string, FittedColumn][];
  const used = known.map(([name, { kind, ...rest }], at): UsedColumn => {
    const { order } = rest as { readonly order?: readonly string[] };
    return { name, at, kind, needed: false, ...order && { order } };
  });
  return { columns: used, fitted: known.map(([, column]) => column), words: new Set(missing), flat };
}
