/** Rows of JSON lines, and of records that are at hand. */
import { isRecord } from "../../options/is_record.ts";
import { type Records, records, recordsAt } from "../../rows/records.ts";
import { reasonOf } from "../../terminal/visible.ts";
import type { Place, RowBlock, RowFields, RowReader } from "../../rows/row_reader.ts";

/** Most rows of a block. */
const MOST = 10_000;

const RULE = "it must be a JSON object";

/**
 * Opens a file that holds one JSON object a line.
 *
 * The columns are those of the first lines, a mebibyte of them. A field that is left out is missing.
 *
 * @throws {RangeError} If it is empty.
 */
export async function jsonRows(path: string): Promise<RowReader> {
  const columns = new Set<string>(), decoder = new TextDecoder();
  const read = (bytes: Uint8Array): unknown => {
    try {
      return parsed(decoder.decode(bytes));
    } catch (error) {
      return `${RULE}: got ${reasonOf(error)}`;
    }
  };
  for await (const { bytes, spans } of records(path)) {
    for (const [from, to] of spans) {
      const record = read(bytes.subarray(from, to));
      if (isRecord(record)) Object.keys(record).forEach((name) => columns.add(name));
    }
    break;
  }
  if (columns.size === 0) {
    throw new RangeError(`Cannot read ${path} as it must hold a JSON object a line: got none.`);
  }
  const names = [...columns];
  const parse = (bytes: Uint8Array): RowFields => {
    const record = read(bytes);
    if (isRecord(record)) return fieldsOf(record, names);
    return typeof record === "string" && record.startsWith(RULE) ? record : `${RULE}: got something else`;
  };
  const rowsOf = ({ bytes, spans }: Records) => spans.map(([from, to]) => parse(bytes.subarray(from, to)));
  return {
    name: path,
    columns: names,
    async *blocks(): AsyncGenerator<RowBlock> {
      for await (const { bytes, spans, at } of records(path)) {
        yield { rows: rowsOf({ bytes, spans, at }), place: [at + spans[0]![0], at + spans.at(-1)![1]] };
      }
    },
    block: async (place) => rowsOf(await recordsAt(path, place)),
  };
}

/**
 * Rows that are at hand, as records. The columns are those of all of them.
 *
 * @param name What an error calls them.
 * @throws {RangeError} If there are none.
 */
export function recordRows(given: readonly Readonly<Record<string, unknown>>[], name: string): RowReader {
  const columns = new Set<string>();
  for (const record of given) if (isRecord(record)) Object.keys(record).forEach((key) => columns.add(key));
  if (columns.size === 0) throw new RangeError(`Cannot read ${name} as a table has rows: got none.`);
  const names = [...columns],
    rowsOf = ([from, to]: Place): readonly RowFields[] =>
      given.slice(from, to).map((record) =>
        isRecord(record) ? fieldsOf(record, names) : "it must be a record: got something else"
      );
  return {
    name,
    columns: names,
    async *blocks(): AsyncGenerator<RowBlock> {
      for (let from = 0; from < given.length; from += MOST) {
        const place = [from, Math.min(given.length, from + MOST)] as const;
        yield { rows: rowsOf(place), place };
      }
    },
    block: (place) => Promise.resolve(rowsOf(place)),
  };
}

/** Whole numbers that a number cannot hold, outside of fractions and exponents. */
const LONG = /(?<![.\d])\d{16}\d*(?![.\deE])/;

/** What a line says; numbers of many keep all of their digits. */
function parsed(text: string): unknown {
  if (!LONG.test(text)) return JSON.parse(text);
  // The third is of ECMAScript 2026: how the value is written.
  const whole = (_: string, value: unknown, { source }: { readonly source?: string } = {}) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? "") ? BigInt(source!) : value;
  return JSON.parse(text, whole);
}

function fieldsOf(record: Readonly<Record<string, unknown>>, names: readonly string[]): RowFields {
  const strange = Object.keys(record).find((name) => !names.includes(name));
  return strange === undefined
    ? names.map((name) => record[name])
    : `its fields must be those of the first rows: got ${strange}`;
}
