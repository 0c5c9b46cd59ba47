/** Batches made in other threads, so that the next one is ready when a step is done. */
import type { Developed, Film } from "./develop.ts";
import type { NamedRecipe, Order, Question } from "./develop_worker.ts";

/** Other threads at work. */
export interface Ahead {
  /**
   * Makes a batch, as a developer does. One may ask for several before the first is there; the threads take turns. Its
   * numbers stand until so many more were asked for as `most` says.
   */
  develop(picked: Uint32Array, seed: number): Promise<Developed>;
  /** How many batches there can be at a time, those that are made included. */
  readonly most: number;
  /** Ends the threads. */
  stop(): void;
}

/**
 * Starts other threads that make batches. What they make is what this thread would make, bit by bit.
 *
 * @param film What to make them of; images in memory must be shared.
 * @param workers How many threads.
 * @returns Undefined where that cannot be: no threads, a transform without a recipe, or no leave to read the modules.
 * @throws {Error} If a thread cannot begin.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { normalize } from "../transforms/normalize.ts";
 * import { developAhead } from "./develop_ahead.ts";
 * import { memorySource, share } from "./image_source.ts";
 *
 * const images = share({ pixels: Uint8Array.of(0, 255), labels: Uint8Array.of(3, 4) });
 * const source = memorySource({ ...images, shape: [1, 1, 1] });
 * const ahead = await developAhead({ source, transforms: [], conversion: normalize({ mean: [0], std: [1] }) }, 2);
 * if (ahead !== undefined) assertEquals((await ahead.develop(Uint32Array.of(1), 0)).x, Float32Array.of(1));
 * ahead?.stop();
 * ```
 */
export async function developAhead(film: Film, workers: number): Promise<Ahead | undefined> {
  const order = recipesOf(film);
  if (workers < 1 || order === undefined) return undefined;
  const address = new URL("./develop_worker.ts", import.meta.url);
  const modules = [order.source, ...order.transforms, order.conversion].map(({ module }) => module);
  if (![address.href, ...modules].every(mayRead)) return undefined;

  const threads = Array.from({ length: workers }, () => start(address));
  const stop = () => threads.forEach((thread) => thread.stop());
  try {
    await Promise.all(threads.map((thread) => thread.ask(order)));
  } catch (error) {
    stop();
    throw error;
  }
  let turn = 0;
  return {
    develop(picked, seed) {
      const tray = Math.floor(turn / workers) % TRAYS;
      const batch = threads[turn++ % workers]!.ask({ picked, seed, tray }).then(({ made }) => made!);
      // Whoever waits hears of an error at its turn; an answer that nobody came to wait for is no unhandled one.
      batch.catch(() => {});
      return batch;
    },
    most: TRAYS * workers,
    stop,
  };
}

/** Of a thread: a batch that is taken, one that waits and one that is made. */
const TRAYS = 3;

interface Answer {
  readonly made?: Developed;
  readonly error?: Error;
}

interface Thread {
  ask(message: Order | Question): Promise<Answer>;
  stop(): void;
}

function start(address: URL): Thread {
  const worker = new Worker(address, { type: "module" });
  const waiting: PromiseWithResolvers<Answer>[] = [];
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const { resolve, reject } = waiting.shift()!;
    if (data.error === undefined) resolve(data);
    else reject(data.error);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    const why = new Error(`Cannot make batches in another thread as it must not fail: got ${event.message}.`);
    for (const { reject } of waiting.splice(0)) reject(why);
  };
  return {
    ask(message) {
      const answer = Promise.withResolvers<Answer>();
      waiting.push(answer);
      worker.postMessage(message);
      return answer.promise;
    },
    stop: () => worker.terminate(),
  };
}

function recipesOf({ source, transforms, conversion }: Film): Order | undefined {
  const recipes = [...transforms, conversion].flatMap(({ name, recipe }) =>
    recipe === undefined ? [] : [{ name, ...recipe }]
  );
  if (recipes.length <= transforms.length) return undefined;
  const last: NamedRecipe = recipes.pop()!;
  return { source: { name: source.name, ...source.recipe }, transforms: recipes, conversion: last, trays: TRAYS };
}

/** Deno lets a thread begin with a module only where the main one may read it; one that came by URL it has already. */
function mayRead(module: string): boolean {
  if (!module.startsWith("file:")) return true;
  return Deno.permissions.querySync({ name: "read", path: new URL(module) }).state === "granted";
}
