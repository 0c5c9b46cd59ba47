/** Which kind of column each is, by what it holds. */
import type { RowReader } from "../../rows/row_reader.ts";

/** What a column is taken for. */
export type ColumnKind = "number" | "category" | "boolean" | "ordinal" | "ignore";

/** What a column holds. */
export interface ColumnFacts {
  /** What it is taken for where nothing else is said. */
  readonly kind: Exclude<ColumnKind, "ordinal">;
  /** Rows without a value. */
  readonly missing: number;
  /** How many different values there are, as far as 10000. */
  readonly distinct: number;
  /** Whether all its numbers are whole. */
  readonly whole: boolean;
  /** Why it is ignored. */
  readonly why?: string;
}

/** What all columns hold. */
export interface Survey {
  /** The columns by name, in the order of the file. */
  readonly facts: ReadonlyMap<string, ColumnFacts>;
  /** How many rows there are, broken ones too. */
  readonly size: number;
  /** The first row that has no fields, from 1, and why. */
  readonly broken?: { readonly row: number; readonly why: string };
}

/** What says that there is no value: what pandas takes for it, and `?`. */
export const MISSING_VALUES = [
  "",
  "NA",
  "N/A",
  "n/a",
  "<NA>",
  "#N/A",
  "#N/A N/A",
  "#NA",
  "1.#IND",
  "-1.#IND",
  "1.#QNAN",
  "-1.#QNAN",
  "NaN",
  "-NaN",
  "nan",
  "-nan",
  "NULL",
  "null",
  "None",
  "?",
];

const MOST = 10_000;
/** What pandas calls an index without a name where it writes it beside the columns; it reads it as none of them. */
const INDEX = /^__index_level_\d+__$/;
const ANSWERS: ReadonlyMap<string, number> = new Map([["true", 1], ["false", 0], ["yes", 1], ["no", 0]]);

/** What a field says if it is a number; undefined for anything else. */
export function numberOf(field: unknown): number | undefined {
  if (typeof field === "number") return Number.isFinite(field) ? field : undefined;
  if (typeof field === "bigint" || field instanceof Date) return Number(field);
  if (typeof field !== "string") return undefined;
  const text = trimmed(field);
  if (text === "") return undefined;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // A digit, or one of + - . E e, of which Number() makes sense or not: other letters it would take too, as in 0x1f.
    if (!(code >= 48 && code <= 57 || code === 43 || code === 45 || code === 46 || code === 69 || code === 101)) {
      return undefined;
    }
  }
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * What a field says as a category, as a text: numbers are written one way, so that 3 and 3.0 are one; whole ones that a number cannot hold
 * are written as they stand, or several would become one.
 */
export function textOf(field: unknown): string {
  const number = numberOf(field);
  return number === undefined || isRounded(number) ? String(field).trim() : String(number);
}

/** Whether a whole number may stand for several of those that were written. */
function isRounded(number: number): boolean {
  return Number.isInteger(number) && !Number.isSafeInteger(number);
}

/** What a field says if it is a yes or a no: 1 or 0; undefined for anything else. */
export function answerOf(field: unknown): number | undefined {
  if (typeof field === "boolean") return field ? 1 : 0;
  return typeof field === "string" ? ANSWERS.get(field.trim().toLowerCase()) : undefined;
}

/** Tells whether a field holds nothing, by the words that say so. */
export function missingBy(words: ReadonlySet<string>): (field: unknown) => boolean {
  const longest = Math.max(0, ...Array.from(words, (word) => word.length));
  return (field) => {
    if (typeof field !== "string") return field === null || field === undefined || Number.isNaN(field);
    const text = trimmed(field);
    // To look a text up takes longer than all else that is done with it.
    return text.length <= longest && words.has(text);
  };
}

/** The text without blanks around it, which most texts have not. */
function trimmed(text: string): string {
  const isPlain = (code: number) => code > 32 && code < 128;
  return isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(text.length - 1)) ? text : text.trim();
}

/** Looks at all rows once. */
export async function survey(reader: RowReader, words: ReadonlySet<string>): Promise<Survey> {
  const counts = reader.columns.map(() => ({
    ...{ missing: 0, numbers: 0, answers: 0, texts: 0, fractions: 0, others: 0 },
    values: new Set<unknown>(),
  }));
  const isMissing = missingBy(words);
  let size = 0, broken: Survey["broken"];
  for await (const { rows } of reader.blocks()) {
    for (const fields of rows) {
      size++;
      if (typeof fields === "string") {
        broken ??= { row: size, why: fields };
        continue;
      }
      // Of each field of each row: what is made anew here is made millions of times.
      for (let i = 0; i < counts.length; i++) {
        const count = counts[i]!, field = fields[i];
        if (isMissing(field)) {
          count.missing++;
          continue;
        }
        const number = numberOf(field);
        if (number !== undefined) {
          count.numbers++;
          if (!Number.isInteger(number)) count.fractions++;
        } else if (answerOf(field) !== undefined) count.answers++;
        else count.texts++;
        if (typeof field === "object" && !(field instanceof Date)) count.others++;
        if (count.values.size < MOST) {
          count.values.add(number === undefined || isRounded(number) ? String(field) : number);
        }
      }
    }
  }
  const facts = counts.map(({ missing, numbers, answers, texts, fractions, others, values }, i): ColumnFacts => {
    const present = numbers + answers + texts;
    const told = { missing, distinct: values.size, whole: numbers > 0 && fractions === 0 };
    if (present === 0) return { kind: "ignore", ...told, why: "no row has a value" };
    if (INDEX.test(reader.columns[i]!)) return { kind: "ignore", ...told, why: "it is the index of pandas" };
    if (others > 0) return { kind: "ignore", ...told, why: "it holds lists, records or bytes" };
    if (values.size === 1) return { kind: "ignore", ...told, why: "all values are one" };
    if (answers === present) return { kind: "boolean", ...told };
    // A column of numbers with a few words in it is more often wrong than meant.
    if (numbers >= 0.9 * present) return { kind: "number", ...told };
    if (texts > 0 && values.size > Math.max(50, present / 2)) {
      return { kind: "ignore", ...told, why: `most of its ${present} texts are different` };
    }
    return { kind: "category", ...told };
  });
  return { facts: new Map(reader.columns.map((name, i) => [name, facts[i]!])), size, ...broken && { broken } };
}
