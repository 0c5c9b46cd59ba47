/**
 * Room for the rest of the process. Steps of the native engine block the thread, and awaiting promises alone lets
 * neither signals nor timers nor output through.
 */

/**
 * Makes a function that now and then waits for the event loop to have turned.
 *
 * @param every At most how long the event loop is kept waiting, in milliseconds. Default 50.
 *
 * @example
 * ```ts
 * import { breather } from "./breathe.ts";
 *
 * const breathe = breather();
 * for (let step = 0; step < 3; step++) await breathe();
 * ```
 */
export function breather(every = 50): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < every) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  };
}
