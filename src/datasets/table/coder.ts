/** From the fields of a row to numbers that nothing was fitted for: values, numbers of texts, NaN where a value is missing. */
import { answerOf, type ColumnKind, missingBy, numberOf, textOf } from "./columns.ts";
import type { RowFields } from "../../rows/row_reader.ts";

/** A column that is used. */
export interface UsedColumn {
  /** Its name. */
  readonly name: string;
  /** Its place among the fields. */
  readonly at: number;
  /** What it is taken for. */
  readonly kind: Exclude<ColumnKind, "ignore">;
  /** The values of an ordinal one, and of classes that have an order, lowest first. */
  readonly order?: readonly string[] | undefined;
  /** Whether a row without a value is broken. */
  readonly needed: boolean;
  /** Numbers below this are broken. Default none are. */
  readonly least?: number;
}

/** What is wrong with a row. */
export class BrokenRow extends Error {}

/** Makes numbers of rows. */
export interface Coder {
  /** The columns, in the order of the numbers. */
  readonly columns: readonly UsedColumn[];
  /** The texts of each column of categories, in the order of their numbers; it grows. */
  readonly texts: readonly (readonly string[])[];
  /**
   * The numbers of a row.
   *
   * @param into Where they go. Default a new array.
   * @throws {BrokenRow} If the row cannot be read; the message is the end of a sentence.
   */
  code(fields: RowFields, into?: Float64Array): Float64Array;
}

/** Begins with no texts known. */
export function coder(columns: readonly UsedColumn[], words: ReadonlySet<string>): Coder {
  const isMissing = missingBy(words);
  const texts: string[][] = columns.map(() => []);
  const numbers = columns.map(({ kind, order }) =>
    new Map<string, number>(kind === "ordinal" ? order?.map((text, i) => [text, i]) : [])
  );
  const codeOf = (field: unknown, i: number): number => {
    const { name, kind, order, needed, least } = columns[i]!;
    if (isMissing(field)) {
      if (!needed) return NaN;
      throw new BrokenRow(`column ${name} must have a value: got none`);
    }
    const refuse = (what: string) => new BrokenRow(`column ${name} must hold ${what}: got ${shown(field)}`);
    if (kind === "number" || kind === "ordinal" && order === undefined) {
      const number = numberOf(field);
      if (number === undefined) throw refuse("a number");
      if (least !== undefined && number < least) throw refuse(`a number of at least ${least}`);
      return number;
    }
    if (kind === "boolean") {
      const number = numberOf(field), answer = answerOf(field) ?? (number === 0 || number === 1 ? number : undefined);
      if (answer === undefined) throw refuse("true or false");
      return answer;
    }
    if (typeof field === "object") throw refuse("a text or a number");
    const text = textOf(field), known = numbers[i]!.get(text);
    if (known !== undefined) return known;
    if (order !== undefined && !order.includes(text)) throw refuse(`one of ${order.join(", ")}`);
    numbers[i]!.set(text, texts[i]!.length);
    return texts[i]!.push(text) - 1;
  };
  return {
    columns,
    texts,
    code(fields, into = new Float64Array(columns.length)) {
      if (typeof fields === "string") throw new BrokenRow(fields);
      for (let i = 0; i < columns.length; i++) into[i] = codeOf(fields[columns[i]!.at], i);
      return into;
    },
  };
}

function shown(field: unknown): string {
  if (typeof field === "bigint" || typeof field === "number") return String(field);
  return JSON.stringify(field, (_, inner) => typeof inner === "bigint" ? String(inner) : inner) ?? typeof field;
}
