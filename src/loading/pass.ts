/** A pass over samples: batches in the order of the picks, however many threads make them. */
import { breather } from "../breathe.ts";
import type { Batch } from "../dataset.ts";
import type { Conversion } from "../transform.ts";
import { openWorkspace, type Workspace } from "../pixels/program.ts";
import { collator, type PassSeed, type Supply } from "./collate.ts";
import type { Ahead, Crew } from "./crew.ts";
import { grouped, joined } from "./groups.ts";
import { toBatch } from "./to_batch.ts";
import type { Picked } from "./picks.ts";
import type { Broken, Collated } from "./tray.ts";

/** What is made of which samples. */
export interface Going {
  /** The samples, and what happens to them. */
  readonly supply: Supply;
  /** What happens to images of bytes last. */
  readonly conversion?: Conversion | undefined;
  /** The samples of each batch. */
  readonly order: Iterable<Picked>;
  /** Of the transforms. */
  readonly seed: PassSeed;
  /** Is told of samples that are left out. */
  readonly lost?: (broken: readonly Broken[]) => void;
}

// What samples become is said by the types of whoever asks.
// deno-lint-ignore no-explicit-any
type AnyBatch = Batch<any, any>;

/**
 * Makes each batch in this thread when it is asked for. A batch is a promise where the source reads asynchronously.
 *
 * @throws {RangeError} If samples do not fit a transform, or differ in shape when all transforms are done.
 */
export function* passBetween({ supply, conversion, order, seed }: Going): Generator<AnyBatch | Promise<AnyBatch>> {
  const workspace = openWorkspace();
  const collate = collator(supply, 1, undefined, workspace), batchOf = toBatch(conversion, workspace);
  for (const picked of order) {
    const made = collate(picked, seed), batch = (made: Collated) => shared(batchOf(made, 0, picked.length), picked);
    yield made instanceof Promise ? made.then(batch) : batch(made);
  }
}

/** A batch that tells whose share it is. */
function shared(batch: AnyBatch, { of, absent }: Picked): AnyBatch {
  return of === undefined ? batch : { ...batch, of, ...absent && { absent } };
}

/**
 * Makes each batch in this thread, as {@linkcode passBetween} does, without samples that cannot be read; a batch of which
 * nothing is left is none. What is picked may be known as it comes.
 */
export async function* passOverBroken(
  going: Omit<Going, "order"> & { readonly order: Iterable<Picked> | AsyncIterable<Picked> },
): AsyncGenerator<AnyBatch, void, void> {
  const workspace = openWorkspace();
  const collate = collator(going.supply, 1, undefined, workspace), batchesOf = dividing(going, workspace);
  for await (const picked of going.order) {
    for (const batch of batchesOf(await collate(picked, going.seed), [picked])) yield batch;
  }
}

/** Divides what was collated into batches again, and counts what is left out. */
function dividing(
  { conversion, lost }: Pick<Going, "conversion" | "lost">,
  workspace?: Workspace,
): (collated: Collated, group: readonly Picked[]) => Iterable<AnyBatch> {
  const batchOf = toBatch(conversion, workspace);
  let skipped = 0;
  return function* (collated, group) {
    const { broken = [] } = collated;
    if (broken.length > 0) lost?.(broken);
    let from = 0, begin = 0;
    for (const picked of group) {
      const { length } = picked;
      const missing = broken.filter(({ at }) => at >= from && at < from + length).length;
      const end = begin + length - missing;
      from += length, skipped += missing;
      if (end > begin) {
        const batch = shared(batchOf(collated, begin, end), picked), count = skipped;
        skipped = 0;
        yield count === 0 ? batch : { ...batch, skipped: count };
      }
      begin = end;
    }
  };
}

/**
 * Has batches made in other threads, ahead of whoever takes them; in this one until the threads are there, and where they
 * cannot be. Whoever leaves while a batch is waited for ends the threads, as one of them may never be done.
 *
 * @param crew Whose threads.
 * @param workers How many of them.
 * @throws {RangeError} If samples do not fit a transform, or differ in shape when all transforms are done.
 */
export function passAhead(going: Going, crew: Crew, workers: number): AsyncIterableIterator<AnyBatch, void, void> {
  // Nobody joins before the first batch is asked for.
  let joining: Promise<Ahead | undefined> | undefined, waiting = 0;
  const batches = made(going, () => joining ??= crew.join(going.supply, workers));
  const isThere = () => void waiting--;
  return {
    next() {
      waiting++;
      const next = batches.next();
      next.then(isThere, isThere);
      return next;
    },
    return() {
      if (waiting > 0) joining?.then((ahead) => ahead?.abandon(), () => {});
      return batches.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* made(going: Going, join: () => Promise<Ahead | undefined>): AsyncGenerator<AnyBatch, void, void> {
  const { supply, order, seed } = going;
  const joining = join();
  const groups = [...grouped(supply, order)];
  const collate = collator(supply), batchesOf = dividing(going);
  // Awake alone it would not hear for thirty batches that the threads are there.
  const breathe = breather(0, 20), notYet = async (): Promise<typeof NOT_YET> => (await breathe(), NOT_YET);
  let ahead: Ahead | undefined | typeof NOT_YET = NOT_YET, at = 0;
  try {
    for (; at < groups.length; at++) {
      if (ahead === NOT_YET) ahead = await Promise.race([joining, notYet()]);
      if (ahead !== NOT_YET && ahead !== undefined) break;
      for (const picked of groups[at]!) {
        for (const batch of batchesOf(await collate(picked, seed), [picked])) yield batch;
      }
    }
    if (at === groups.length) return;
    for await (const collated of (ahead as Ahead).collate(groups.slice(at).map(joined), seed)) {
      for (const batch of batchesOf(collated, groups[at++]!)) yield batch;
    }
  } finally {
    (await joining)?.leave();
  }
}

const NOT_YET = "not yet";
