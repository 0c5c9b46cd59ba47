/** The thread in which sums over ranks are made, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { openCalls } from "./calls.ts";
import { exchanging } from "./exchange.ts";
import { type Beginning, type Order, TOLD } from "./summing.ts";
import { waiting } from "./wait.ts";

const { found, crowded, told } = workerData as Beginning, words = new Int32Array(told, 0, TOLD.text);
const calls = openCalls(found, true);
// The other thread watches: where a rank is lost it ends the process.
const { waitNow } = waiting(calls, { broken: undefined, look: () => {} }, { crowded, far: true });
const sum = exchanging(calls, waitNow, true);

parentPort!.on("message", ({ from, into }: Order) => {
  try {
    sum(from, into);
    Atomics.add(words, TOLD.done, 1);
  } catch (error) {
    const text = new Uint8Array(told, 4 * TOLD.text), bytes = new TextEncoder().encode((error as Error).message);
    text.set(bytes.subarray(0, text.length));
    Atomics.store(words, TOLD.failed, Math.min(bytes.length, text.length));
  }
  Atomics.notify(words, TOLD.done);
});
parentPort!.postMessage("ready");
