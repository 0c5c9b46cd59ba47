/**
 * The rows of a table that has no room in memory: read again in each epoch, block by block, in an order by chance. What is kept is where
 * each block begins, so that memory does not grow with the file but by some numbers a mebibyte.
 */
import type { Place } from "../../rows/row_reader.ts";
import type { LateSample, SampleStream, StreamPass } from "../../stream.ts";
import { generator, mixSeed, permutation } from "../../tensors/random.ts";
import { type Broken, coded, type Held, type Holding, type Made, type Readable, requireRows } from "./held.ts";

/** Most bytes that rows take which are shuffled together. */
const TOGETHER = 2 ** 25;

/** What rows are for. */
const PARTS = ["train", "val", "test"] as const;
type Part = typeof PARTS[number];

/** A block, and how many of its rows are for what. */
interface Block {
  readonly place: Place;
  /** The number of its first row, from 1. */
  readonly first: number;
  readonly counts: Readonly<Record<Part, number>>;
}

/** A file whose blocks are known. */
interface Known {
  readonly name: string;
  readonly broken: Broken;
  readonly blocks: readonly Block[];
  readonly sizes: Readonly<Record<Part, number>>;
  /** The rows of a block that are for something, as numbers. */
  read(block: number, part: Part): Promise<{ readonly data: Float64Array; readonly numbers: Float64Array }>;
}

/**
 * Reads all rows once, and has those to learn from seen. A row is held back by chance, each for itself, so shares are as asked for but for
 * some rows; all rows say which classes there are.
 *
 * @throws {TypeError} If a row cannot be read and such are not left out; the message names file, row and column.
 * @throws {RangeError} If no row is whole, or none is left to learn from.
 */
export async function streamed(holding: Holding): Promise<Held> {
  const { coder, fitting, target, classed, shares } = holding, width = coder.columns.length;
  const all = await known(holding.all, holding, {
    shares: { val: holding.val ? 0 : shares.val, test: holding.test ? 0 : shares.test },
    see: (row, part) => part === "train" ? fitting.see(row) : classed && fitting.see(row, target),
  });
  if (all.sizes.train === 0) {
    throw new RangeError(
      `Cannot hold rows of ${all.name} back as one must be left to learn from: got none. Lower valShare and testShare.`,
    );
  }
  const whole = (one: Readable) => known(one, holding, { shares: { val: 0, test: 0 }, see: () => {} });
  const own = { val: holding.val && await whole(holding.val), test: holding.test && await whole(holding.test) };
  const streamOf = (rows: Known, part: Part, isShuffled: boolean, { classes, sample }: Made): SampleStream => ({
    ...{ name: "table", size: rows.sizes[part], seekable: true },
    ...classes && { classes },
    async *samples(pass) {
      const together = Math.max(1, Math.floor(Math.min(holding.memory, TOGETHER) / (8 * width)));
      for await (const { row, number } of rowsOf(rows, part, width, isShuffled ? { ...pass, together } : pass)) {
        const title = `row ${number} of ${rows.name}`;
        yield { title, make: () => sample(row, () => title) } satisfies LateSample;
      }
    },
  });
  return {
    tables: [all, own.val, own.test].filter((rows) => rows !== undefined),
    parts(made) {
      const judged = (part: "val" | "test") => {
        const other = own[part], [rows, of] = other === undefined ? [all, part] as const : [other, "train"] as const;
        return rows.sizes[of] > 0 && { [part]: streamOf(rows, of, false, made) };
      };
      return { streams: { train: streamOf(all, "train", true, made), ...judged("val"), ...judged("test") } };
    },
  };
}

/** Looks at all rows of a file once, and remembers its blocks. */
async function known(
  { reader }: Readable,
  { coder, onBroken, seed }: Holding,
  { shares, see }: {
    readonly shares: { readonly val: number; readonly test: number };
    readonly see: (row: Float64Array, part: Part) => unknown;
  },
): Promise<Known> {
  const { name } = reader, width = coder.columns.length, broken: Broken = { count: 0, first: [] };
  const blocks: Block[] = [], sizes = { train: 0, val: 0, test: 0 };
  const isDealt = shares.val + shares.test > 0;
  /** What each row of a block is for, broken ones too, so that it is the same whatever is left out. */
  const dealer = (block: number): () => Part => {
    if (!isDealt) return () => "train";
    const next = generator(mixSeed(seed, "deal", block));
    return () => {
      const drawn = next();
      return drawn < shares.val ? "val" : drawn < shares.val + shares.test ? "test" : "train";
    };
  };
  let before = 0;
  for await (const { rows, place } of reader.blocks()) {
    const counts = { train: 0, val: 0, test: 0 }, deal = dealer(blocks.length), parts = rows.map(deal);
    const { data, places } = coded(rows, { coder, name, first: before + 1, onBroken, broken });
    for (let i = 0; i < places.length; i++) {
      const part = parts[places[i]!]!;
      counts[part]++, sizes[part]++;
      see(data.subarray(i * width, (i + 1) * width), part);
    }
    blocks.push({ place, first: before + 1, counts });
    before += rows.length;
  }
  requireRows(name, sizes.train + sizes.val + sizes.test, broken);
  return {
    ...{ name, broken, blocks, sizes },
    async read(block, part) {
      const { place, first, counts } = blocks[block]!, rows = await reader.block(place), deal = dealer(block);
      const parts = rows.map(deal),
        all = coded(rows, { coder, name, first, onBroken, broken: { count: 0, first: [] } });
      const own = [...all.places.keys()].filter((i) => parts[all.places[i]!] === part);
      if (own.length !== counts[part]) {
        throw new Error(
          `Cannot read ${name} as it must stay as it was: got other rows from row ${first} on. Make the table anew.`,
        );
      }
      const data = new Float64Array(own.length * width);
      own.forEach((i, at) => data.set(all.data.subarray(i * width, (i + 1) * width), at * width));
      return { data, numbers: Float64Array.from(own, (i) => first + all.places[i]!) };
    },
  };
}

/**
 * Rows that are for something: in the order of the file, or blocks in an order by chance, of which the rows of some are shuffled together.
 * What is left out at the beginning is not read.
 */
async function* rowsOf(
  { blocks, read }: Known,
  part: Part,
  width: number,
  { epoch, seed, from = 0, together }: StreamPass & { readonly together?: number },
): AsyncGenerator<{ readonly row: Float64Array; readonly number: number }> {
  const used = blocks.flatMap(({ counts }, i) => counts[part] > 0 ? [i] : []);
  const order = together === undefined
    ? used
    : Array.from(permutation(used.length, generator(mixSeed(seed, "order", epoch))), (i) => used[i]!);
  let passed = 0;
  for (let begin = 0, end = 0; begin < order.length; begin = end) {
    let count = 0;
    while (end < order.length && (end === begin || count + blocks[order[end]!]!.counts[part] <= (together ?? 0))) {
      count += blocks[order[end++]!]!.counts[part];
    }
    passed += count;
    if (passed <= from) continue;
    const data = new Float64Array(count * width), numbers = new Float64Array(count);
    for (let i = begin, at = 0; i < end; i++) {
      const some = await read(order[i]!, part);
      data.set(some.data, at * width);
      numbers.set(some.numbers, at);
      at += some.numbers.length;
    }
    const within = together === undefined
      ? undefined
      : permutation(count, generator(mixSeed(seed, "order", epoch, begin)));
    for (let i = Math.max(0, from - (passed - count)); i < count; i++) {
      const at = within?.[i] ?? i;
      yield { row: data.subarray(at * width, (at + 1) * width), number: numbers[at]! };
    }
  }
}
