/** The rows of a table in memory, as numbers, dealt out by chance. */
import type { OnBroken } from "../../loading/collate.ts";
import { deal } from "../../loading/deal.ts";
import type { Source } from "../../source.ts";
import type { Coder } from "./coder.ts";
import { type Broken, coded, type Held, type Holding, type Made, type Readable, requireRows } from "./held.ts";

/** Rows by number. */
interface Stored {
  readonly name: string;
  readonly size: number;
  readonly broken: Broken;
  row(index: number): Float64Array;
  /** What an error calls a row. */
  title(index: number): string;
  /** What each row says of its class. */
  readonly labels: Int32Array;
}

/**
 * Reads all rows once, and has those to learn from seen.
 *
 * @throws {TypeError} If a row cannot be read and such are not left out; the message names file, row and column.
 * @throws {RangeError} If no row is whole, or none would be left to learn from.
 */
export async function stored(holding: Holding): Promise<Held> {
  const { coder, fitting, target, classed, onBroken } = holding;
  const read = (one: Readable) => rowsOf(one, coder, onBroken, target);
  const all = await read(holding.all),
    own = {
      val: holding.val && await read(holding.val),
      test: holding.test && await read(holding.test),
    };
  const [train, val, test] = dealt(all, holding, own, classed);
  for (const index of train) fitting.see(all.row(index));
  const source = (rows: Stored, indices: Uint32Array, { classes, label, sample }: Made): Source => {
    const title = (i: number) => rows.title(indices[i]!);
    const labels = classes && Int32Array.from(indices, (at, i) => label(rows.labels[at]!, () => title(i)));
    return Object.freeze({
      name: "table",
      size: indices.length,
      ...classes && { classes },
      ...labels && { labels: () => labels },
      get: (i: number) => sample(rows.row(indices[i]!), () => title(i)),
      title,
    });
  };
  return {
    tables: [all, own.val, own.test].filter((rows) => rows !== undefined),
    parts(made) {
      const judged = (part: "val" | "test", indices: Uint32Array) => {
        const rows = own[part],
          chosen = rows === undefined ? indices : Uint32Array.from({ length: rows.size }, (_, i) => i);
        return chosen.length > 0 && { [part]: source(rows ?? all, chosen, made) };
      };
      return { sources: { train: source(all, train, made), ...judged("val", val), ...judged("test", test) } };
    },
  };
}

async function rowsOf({ reader, most }: Readable, coder: Coder, onBroken: OnBroken, target: number): Promise<Stored> {
  const { name } = reader, width = coder.columns.length, broken: Broken = { count: 0, first: [] };
  const data = new Float64Array(most * width), labels = new Int32Array(most);
  // Rows are numbered as they come until one is left out.
  let numbers: Uint32Array | undefined, size = 0, before = 0;
  for await (const { rows } of reader.blocks()) {
    const { data: some, places } = coded(rows, { coder, name, first: before + 1, onBroken, broken });
    data.set(some, size * width);
    if (numbers === undefined && broken.count > 0) numbers = new Uint32Array(most).map((_, i) => i < size ? i + 1 : 0);
    for (const [i, place] of places.entries()) {
      if (numbers !== undefined) numbers[size + i] = before + place + 1;
      labels[size + i] = some[i * width + target]!;
    }
    size += places.length, before += rows.length;
  }
  requireRows(name, size, broken);
  return {
    ...{ name, size, broken, labels: labels.subarray(0, size) },
    row: (index) => data.subarray(index * width, (index + 1) * width),
    title: (index) => `row ${numbers?.[index] ?? index + 1} of ${name}`,
  };
}

/** Which rows are learnt from, and which are held out; a class that would have no row to learn from keeps its own. */
function dealt(
  { size, labels, name }: Stored,
  { shares, seed, stratify }: Holding,
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
