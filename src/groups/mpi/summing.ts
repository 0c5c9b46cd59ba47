/** Sums over ranks in a thread of their own, so that they cross the network while this one computes. */
import { Worker } from "node:worker_threads";
import type { Place } from "../../group.ts";
import { mayLoad } from "../../options/may_load.ts";
import type { Found } from "./library.ts";
import type { Watch } from "./watch.ts";

/** What the thread begins with. */
export interface Beginning {
  readonly found: Found;
  /** Whether there are more ranks than cores. */
  readonly crowded: boolean;
  /** What it tells: how many sums are done, and how long the text is that says why it has failed, if it has; then that text. */
  readonly told: SharedArrayBuffer;
}

/** A sum to be made. */
export interface Order {
  readonly from: readonly Place[];
  readonly into: readonly Place[];
}

/** Where what a thread tells lies, in words. */
export const TOLD = { done: 0, failed: 1, text: 2 };
const LONGEST_TEXT = 2048;
/** How long this thread sleeps between looks after the others, in milliseconds. */
const SLEEP = 5;

/**
 * Starts the thread. It does not keep the process from its end.
 *
 * @param crowded Whether there are more ranks than cores.
 * @param watch Looks after the others while this thread waits for sums.
 * @returns Starts a sum, and answers what waits for it; undefined where no thread may be started.
 *
 * @example See `tests/groups/far_test.ts`.
 */
export async function startSumming(
  found: Found,
  crowded: boolean,
  watch: Watch,
): Promise<((from: readonly Place[], into: readonly Place[]) => () => void) | undefined> {
  const address = new URL("./summing_thread.ts", import.meta.url).href;
  if (!mayLoad(address)) return;
  const told = new SharedArrayBuffer(4 * TOLD.text + LONGEST_TEXT), words = new Int32Array(told, 0, TOLD.text);
  const beginning: Beginning = { found, crowded, told };
  // Of Node's kind, which can be let be; that begins with a file or a text only, and this module may come from elsewhere.
  const worker = new Worker(`import(${JSON.stringify(address)});`, { eval: true, workerData: beginning });
  await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  worker.unref();
  let asked = 0;
  const requireWell = (): void => {
    const length = Atomics.load(words, TOLD.failed);
    if (length > 0) throw new Error(new TextDecoder().decode(new Uint8Array(told, 4 * TOLD.text, length).slice()));
  };
  return (from, into) => {
    const number = ++asked, order: Order = { from, into };
    worker.postMessage(order);
    return () => {
      const began = performance.now();
      for (let done = Atomics.load(words, TOLD.done); done < number; done = Atomics.load(words, TOLD.done)) {
        requireWell();
        watch.look(performance.now() - began);
        Atomics.wait(words, TOLD.done, done, SLEEP);
      }
    };
  };
}
