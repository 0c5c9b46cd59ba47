/** Waiting for what was started, without burning a core and not for ever. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Calls, Started } from "./calls.ts";
import type { Watch } from "./watch.ts";

/** So long the event loop may stand still, in milliseconds. */
const BRIEF = 5;
/** So long a step's ranks are taken to be near each other in time, in milliseconds. */
const NEAR = 500;
/** So long what comes from another machine is asked for without a pause, in milliseconds: the network takes a core's time as well. */
const FAR_ASKING = 0.1;

/** The shortest sleep, in milliseconds. */
const NAP = 0.05;

/** Who waits for whom. */
export interface Waiters {
  /** Whether there are more ranks than cores, so that who asks takes the time of who works. */
  readonly crowded: boolean;
  /** Whether some are on other machines. */
  readonly far: boolean;
}

/** Waits. */
export interface Waiting {
  /** While others of this process go on. */
  wait(started: readonly Started[]): Promise<void>;
  /** While nothing else does. */
  waitNow(started: readonly Started[]): void;
}

/**
 * Makes both ways to wait: first by asking again and again, as what is near is there at once, then with longer and longer sleeps.
 *
 * @example See `tests/groups/mpi_test.ts`.
 */
export function waiting(calls: Calls, watch: Pick<Watch, "broken" | "look">, { crowded, far }: Waiters): Waiting {
  const cell = new Int32Array(new SharedArrayBuffer(4)), asking = crowded ? 0.05 : 1;
  const isThere = (one: Started): boolean => {
    if (watch.broken !== undefined) throw watch.broken;
    return calls.isDone(one);
  };
  /** How long to sleep, in milliseconds. */
  const pause = (waited: number) => waited < asking ? 0 : waited < 50 ? NAP : waited < 1000 ? 1 : 5;
  /** Within a step what is large only moves while somebody asks: on one machine a pause would cost more than it saves. */
  const pauseNow = (waited: number) =>
    crowded || waited >= NEAR ? pause(waited) : far && waited >= FAR_ASKING ? NAP : 0;
  const waitNow = (started: readonly Started[]): void => {
    const began = performance.now();
    for (const one of started) {
      while (!isThere(one)) {
        const waited = performance.now() - began, slept = pauseNow(waited);
        watch.look(waited);
        if (slept > 0) Atomics.wait(cell, 0, 0, slept);
      }
    }
  };
  const wait = async (started: readonly Started[]): Promise<void> => {
    const began = performance.now();
    for (const one of started) {
      while (!isThere(one)) {
        const waited = performance.now() - began, slept = pause(waited);
        watch.look(waited);
        // A timer is late by a millisecond and more: what is near is waited for without.
        if (waited >= BRIEF) await sleep(Math.max(1, slept));
        else if (slept > 0) Atomics.wait(cell, 0, 0, slept);
      }
    }
  };
  return { wait, waitNow };
}
