/**
 * Trays in memory that two threads share: one makes batches as long as there is an empty tray, and sleeps else; the other
 * takes them in their order, and waits without holding anybody up. No message is sent, as one takes as long as some tens of
 * small images.
 */

/** What lies in a tray. */
export interface Tray {
  /** Where the batch begins in the maker's memory. */
  readonly at: number;
  /** Its bytes. */
  readonly bytes: number;
  /** Its samples; none if the ring ended before it was made. */
  readonly size: number;
  /** How the samples lie there, by the number under which the maker told it. */
  readonly layout: number;
}

/** How many trays there are: one that is taken, one that waits and one that is made. */
export const TRAYS = 3;

/** The words of a ring: what was made, what was taken, whether it is over; then those of each tray. */
const MADE = 0, TAKEN = 1, OVER = 2, FIRST = 3, WORDS = 4;

/** Memory for a ring. */
export function makeRing(): SharedArrayBuffer {
  return new SharedArrayBuffer((FIRST + TRAYS * WORDS) * Int32Array.BYTES_PER_ELEMENT);
}

/** The side that fills the trays. It may sleep. */
export interface Maker {
  /** Waits for an empty tray: its number, or undefined once nobody takes any more. */
  next(): number | undefined;
  /** Says what lies in it now. */
  put(tray: Tray): void;
}

/** The maker's side of a ring. */
export function openMaker(ring: SharedArrayBuffer): Maker {
  const words = new Int32Array(ring);
  return {
    next() {
      for (;;) {
        const taken = Atomics.load(words, TAKEN), made = words[MADE]!;
        if (Atomics.load(words, OVER) === 1) return undefined;
        if (made - taken < TRAYS) return made % TRAYS;
        Atomics.wait(words, TAKEN, taken);
      }
    },
    put({ at, bytes, size, layout }) {
      words.set([at, bytes, size, layout], FIRST + words[MADE]! % TRAYS * WORDS);
      Atomics.add(words, MADE, 1);
      Atomics.notify(words, MADE);
    },
  };
}

/** The side that takes. */
export interface Taker {
  /** The next tray if it is there, without a wait; undefined if not. */
  ready(): Tray | undefined;
  /** Waits for the next tray. What it holds stands until the next call. */
  take(): Promise<Tray>;
  /** Ends it for both sides; who waits for a tray gets an empty one. */
  end(): void;
}

/**
 * The taker's side of a ring.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeRing, openMaker, openTaker } from "./ring.ts";
 *
 * const ring = makeRing(), maker = openMaker(ring), taker = openTaker(ring);
 * assertEquals(maker.next(), 0);
 * maker.put({ at: 64, bytes: 96, size: 3, layout: 0 });
 * assertEquals(await taker.take(), { at: 64, bytes: 96, size: 3, layout: 0 });
 * ```
 */
export function openTaker(ring: SharedArrayBuffer): Taker {
  const words = new Int32Array(ring);
  let asked = 0, held = false;
  /** The tray before is free to be used again. */
  const giveBack = () => {
    if (held) give(words);
    held = false;
  };
  const ready = (): Tray | undefined => {
    if (Atomics.load(words, MADE) === asked) return undefined;
    giveBack();
    held = true;
    const at = FIRST + asked++ % TRAYS * WORDS;
    return { at: words[at]!, bytes: words[at + 1]!, size: words[at + 2]!, layout: words[at + 3]! };
  };
  return {
    ready,
    async take() {
      giveBack();
      for (;;) {
        const tray = ready();
        if (tray !== undefined) return tray;
        if (Atomics.load(words, OVER) === 1) return NOTHING;
        await Atomics.waitAsync(words, MADE, asked).value;
      }
    },
    end() {
      Atomics.store(words, OVER, 1);
      // Whoever was about to sleep sees another number, and does not.
      give(words);
      Atomics.notify(words, MADE);
    },
  };
}

function give(words: Int32Array): void {
  Atomics.add(words, TAKEN, 1);
  Atomics.notify(words, TAKEN);
}

/** What there is once a ring has ended. */
const NOTHING: Tray = Object.freeze({ at: 0, bytes: 0, size: 0, layout: 0 });
