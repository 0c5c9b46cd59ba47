/**
 * Another thread that makes batches, as this one sees it. What is large lies in memory that both share, since Deno looks
 * through all that a message of Node's kind holds.
 */
import { Worker } from "node:worker_threads";
import { sharedMemory } from "../pixels/program.ts";
import type { Recipe } from "../source.ts";
import type { OnBroken, PassSeed, Supply } from "./collate.ts";
import type { Row } from "./layout.ts";
import { makeRing, openTaker, type Tray } from "./ring.ts";
import type { Broken, Collated } from "./tray.ts";

/** A supply that a thread is to know: its source, and its transforms in their order. */
export interface Lesson {
  /** The number of this message, by which it is answered. */
  readonly message: number;
  readonly parts: readonly Recipe[];
  /** Whether the targets are classes. */
  readonly labels: boolean;
  /** What becomes of samples that cannot be read. */
  readonly onBroken: OnBroken | undefined;
  /** Where the bytes of its batches shall be. */
  readonly memory: WebAssembly.Memory;
}

/** Batches that a thread is to make, all or until one cannot be made. */
export interface Shift {
  /** The number of this message. */
  readonly message: number;
  /** Which supply, in the order of the lessons. */
  readonly supply: number;
  /** The samples of all batches, as whole numbers of 32 bits. */
  readonly picks: SharedArrayBuffer;
  /** Where each batch ends in that. */
  readonly ends: SharedArrayBuffer;
  readonly seed: PassSeed;
  /** Where the batches go. */
  readonly ring: SharedArrayBuffer;
}

/** What a thread says: that it is there, by number 0; that it knows a supply; or why a supply or a batch cannot be made. */
export interface Word {
  /** The message that is answered. */
  readonly message: number;
  readonly error?: Error;
}

/** How samples lie in batches to come; a thread tells each layout once. */
export interface Told {
  /** Its number: they are counted from 0. */
  readonly layout: number;
  readonly rows: readonly Row[];
  /** The samples that are left out, of a layout that is of one batch. */
  readonly broken?: readonly Broken[];
}

/** Another thread. */
export interface Thread {
  /** Tells the thread of a supply, unless it knows it. */
  learn(supply: Supply, parts: readonly Recipe[]): Promise<void>;
  /** Has it make batches of a supply that it knows, ahead of whoever takes them. */
  begin(supply: Supply, picks: readonly Uint32Array[], seed: PassSeed): Work;
  /** Whether it can be asked again. */
  readonly isWell: boolean;
  /** Ends it, whatever it does; who waits for its batches hears of that. */
  end(): void;
}

/** Batches that a thread makes. */
export interface Work {
  /** Waits for the next batch, unless it is there already. Its bytes stand until the next call. */
  take(): Collated | Promise<Collated>;
  /** Ends it. */
  end(): void;
}

/** What is known of a supply. */
interface Known {
  readonly number: number;
  readonly memory: WebAssembly.Memory;
}

/** Starts a thread. It keeps the process from its end only while it is waited for. */
export function startThread(): Thread {
  const address = new URL("./worker.ts", import.meta.url).href;
  // Of Node's kind, which can be let be; that begins with a file or a text only, and this module may come from elsewhere.
  const worker = new Worker(`import(${JSON.stringify(address)});`, { eval: true });
  const answers = new Map<number, PromiseWithResolvers<void>>(), supplies = new Map<Supply, Known>();
  const layouts: PromiseWithResolvers<Told>[] = [], told: Told[] = [];
  const layout = (number: number) => layouts[number] ??= Promise.withResolvers();
  /** Those who wait for a batch; a ring tells nothing of its maker's end. */
  const waiting = new Set<PromiseWithResolvers<Collated>>();
  let messages = 0, failed: Error | undefined;
  const open = (message: number): Promise<void> => {
    const answer = Promise.withResolvers<void>();
    // Told to whoever waits for it, and to nobody else.
    answer.promise.catch(() => {});
    if (failed === undefined) answers.set(message, answer);
    else answer.reject(failed);
    return answer.promise;
  };
  const fail = (got: string, hint = ""): void => {
    failed ??= new Error(`Cannot make batches in another thread as it must not fail: got ${got}.${hint}`);
    for (const { reject } of [...answers.values(), ...waiting]) reject(failed);
    answers.clear();
  };
  worker.on("message", (word: Word | Told) => {
    if ("rows" in word) {
      if (word.broken === undefined) told[word.layout] = word;
      return layout(word.layout).resolve(word);
    }
    const { message, error } = word;
    const answer = answers.get(message);
    answers.delete(message);
    if (error === undefined) answer?.resolve();
    else answer?.reject(error);
  });
  worker.on("error", ({ message }: Error) => fail(message));
  worker.on(
    "exit",
    (code: number) =>
      fail(
        `one that ended with code ${code}`,
        " What makes a sample must not end its process; with workers 0 it is seen.",
      ),
  );
  const awake = async <T>(wait: () => Promise<T>): Promise<T> => {
    worker.ref();
    try {
      return await wait();
    } finally {
      worker.unref();
    }
  };
  const there = open(messages++);
  return {
    get isWell() {
      return failed === undefined;
    },
    async learn(supply, parts) {
      await awake(() => there);
      if (supplies.has(supply)) return;
      const memory = sharedMemory(), message = messages++;
      supplies.set(supply, { number: supplies.size, memory });
      worker.postMessage({ message, parts, labels: supply.labels, onBroken: supply.onBroken, memory } satisfies Lesson);
      await awake(() => open(message));
    },
    begin(supply, picks, seed) {
      const { number, memory } = supplies.get(supply)!;
      const ring = makeRing(), taker = openTaker(ring), message = messages++;
      const failure = open(message);
      // Whoever takes hears of it once nothing is left that was made before.
      failure.catch(taker.end);
      worker.postMessage({ message, supply: number, ...layOut(picks), seed, ring } satisfies Shift);
      const batch = ({ at, bytes, size }: Tray, { rows, broken }: Told): Collated => {
        const there = { bytes: new Uint8Array(memory.buffer, at, bytes), own: false, rows, size, texts: NO_TEXTS };
        return broken === undefined ? there : { ...there, broken };
      };
      const late = async (there: Tray | undefined): Promise<Collated> => {
        const waiter = Promise.withResolvers<Collated>();
        waiting.add(waiter);
        if (failed !== undefined) waiter.reject(failed);
        const made = async () => {
          const tray = there ?? await taker.take();
          if (tray.size === 0) await failure;
          const known = await layout(tray.layout).promise;
          if (known.broken !== undefined) delete layouts[tray.layout];
          return batch(tray, known);
        };
        made().then(waiter.resolve, waiter.reject);
        return await waiter.promise.finally(() => waiting.delete(waiter));
      };
      return {
        take() {
          // Most are there: a promise for each would cost as much as the batch of a small network.
          const tray = failed === undefined ? taker.ready() : undefined, known = tray && told[tray.layout];
          return known === undefined ? awake(() => late(tray)) : batch(tray!, known);
        },
        end() {
          answers.delete(message);
          taker.end();
        },
      };
    },
    end() {
      fail("one that was ended");
      void worker.terminate();
    },
  };
}

const NO_TEXTS: ReadonlyMap<number, readonly string[]> = new Map();

/** Lists one after the other, in memory that threads share. */
function layOut(picks: readonly Uint32Array[]): Pick<Shift, "picks" | "ends"> {
  const ends = new Uint32Array(new SharedArrayBuffer(4 * picks.length));
  let size = 0;
  for (const [i, { length }] of picks.entries()) ends[i] = size += length;
  const all = new Uint32Array(new SharedArrayBuffer(4 * size));
  for (const [i, list] of picks.entries()) all.set(list, ends[i]! - list.length);
  return { picks: all.buffer, ends: ends.buffer };
}
