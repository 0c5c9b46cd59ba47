/**
 * Room for the rest of the process. Steps of the native engine block the thread, and awaiting promises alone lets
 * neither signals nor timers nor output through.
 */

/**
 * Makes a function that now and then waits for the event loop to have turned: two turns let timers through, which takes a
 * twentieth of a millisecond; signals, output and what other threads say are sure to come through while the loop sleeps, which takes one or two.
 * (Deno 2.9 goes from one immediate callback to the next up to thirty times before it looks at anything else.)
 *
 * @param every At most how long the event loop is kept waiting, in milliseconds. Default 50.
 * @param asleep At most how long it is kept from sleeping, in milliseconds. Default 1000.
 *
 * @example
 * ```ts
 * import { breather } from "./breathe.ts";
 *
 * const breathe = breather();
 * for (let step = 0; step < 3; step++) await breathe();
 * ```
 */
export function breather(every = 50, asleep = 1000): () => Promise<void> {
  let last = performance.now(), slept = last;
  return async () => {
    const now = performance.now();
    if (now - last < every) return;
    if (now - slept < asleep) {
      for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    } else {
      await new Promise((resolve) => setTimeout(resolve));
      slept = performance.now();
    }
    last = performance.now();
  };
}
