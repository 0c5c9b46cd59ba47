/**
 * Threads that make batches, for one pass after the other: a thread takes longer to start, and V8 longer to make its code
 * fast, than an epoch of small images lasts.
 */
import type { Recipe } from "../source.ts";
import type { PassSeed, Supply } from "./collate.ts";
import { modulesOf } from "./remake.ts";
import { mayLoad } from "../options/may_load.ts";
import { startThread, type Thread } from "./thread.ts";
import type { Collated } from "./tray.ts";

/** Other threads at work for one pass. */
export interface Ahead {
  /**
   * Makes batches, as a collator does, and yields them in their order; the threads take turns. The bytes of each stand
   * until the next one is asked for.
   */
  collate(picks: readonly Uint32Array[], seed: PassSeed): AsyncGenerator<Collated, void, void>;
  /** Lets the threads go, to wait for the next pass. */
  leave(): void;
  /** Ends the threads, whatever they do, as one may never be done; who waits for a batch hears of that. */
  abandon(): void;
}

/** Threads that wait for work. */
export interface Crew {
  /**
   * Gets threads for a pass; those that are missing are started. What they make is what this thread would make, bit by bit.
   *
   * @param supply What to make batches of; one that is known already costs nothing.
   * @param workers How many threads.
   * @returns Undefined where that cannot be: no threads, a part without a recipe, or no leave to read the modules.
   * @throws {Error} If a thread cannot begin.
   */
  join(supply: Supply, workers: number): Promise<Ahead | undefined>;
  /** Ends the threads, those at work once their pass is over. A later pass starts others. */
  close(): void;
}

/**
 * Makes a crew. Its threads do not keep the process from its end.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { memoryImages } from "jsr:@raptor/raptor";
 * import { openCrew } from "./crew.ts";
 *
 * const source = memoryImages({ pixels: Uint8Array.of(0, 255), labels: Uint8Array.of(3, 4), shape: [1, 1, 1] });
 * const crew = openCrew();
 * const ahead = await crew.join({ source, transforms: [], labels: true }, 2);
 * for await (const { size } of ahead?.collate([Uint32Array.of(1)], 0) ?? []) assertEquals(size, 1);
 * ahead?.leave();
 * crew.close();
 * ```
 */
export function openCrew(): Crew {
  const idle: Thread[] = [];
  let closed = 0;
  /** One that waits, and has not failed since it was asked last. */
  const rested = (): Thread | undefined => {
    const thread = idle.pop();
    return thread === undefined || thread.isWell ? thread : rested();
  };
  return {
    async join(supply, workers) {
      const parts = recipesOf(supply);
      if (workers < 1 || parts === undefined || !parts.flatMap(modulesOf).every(mayLoad)) return undefined;
      const joined = closed;
      const threads = Array.from({ length: workers }, () => rested() ?? startThread());
      try {
        await Promise.all(threads.map((thread) => thread.learn(supply, parts)));
      } catch (error) {
        threads.forEach((thread) => thread.end());
        throw error;
      }
      return {
        collate: (picks, seed) => inTurn(threads, supply, picks, seed),
        leave() {
          for (const thread of threads.splice(0)) {
            if (closed === joined) idle.push(thread);
            else thread.end();
          }
        },
        abandon: () => threads.forEach((thread) => thread.end()),
      };
    },
    close() {
      closed++;
      for (const thread of idle.splice(0)) thread.end();
    },
  };
}

/** Deals batches out to threads, and takes them from one after the other. */
async function* inTurn(
  threads: readonly Thread[],
  supply: Supply,
  picks: readonly Uint32Array[],
  seed: PassSeed,
): AsyncGenerator<Collated, void, void> {
  const works = threads.map((thread, i) =>
    thread.begin(supply, picks.filter((_, batch) => batch % threads.length === i), seed)
  );
  try {
    for (const batch of picks.keys()) yield works[batch % works.length]!.take();
  } finally {
    for (const work of works) work.end();
  }
}

function recipesOf({ source, transforms }: Supply): readonly Recipe[] | undefined {
  const recipes = [source, ...transforms].map(({ recipe }) => recipe);
  return recipes.every((recipe) => recipe !== undefined) ? recipes : undefined;
}
