/** The seed of a run, drawn where that is wished. */

/** What the log says of it. */
export interface Sown {
  /** An unsigned 32-bit integer; undefined for the default. */
  readonly seed?: number;
  /** Whether it was drawn. */
  readonly drawn: boolean;
  /** A line for the log. */
  readonly notes: readonly string[];
}

/**
 * Settles a seed.
 *
 * @param seed As it was given: `"random"` draws one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sow } from "./sow.ts";
 *
 * assertEquals(sow(7), { seed: 7, drawn: false, notes: [] });
 * assertEquals(Number.isInteger(sow("random").seed), true);
 * ```
 */
export function sow(seed: number | "random" | undefined): Sown {
  if (seed === undefined) return { drawn: false, notes: [] };
  if (seed !== "random") return { seed, drawn: false, notes: [] };
  const drawn = crypto.getRandomValues(new Uint32Array(1))[0]!;
  return {
    seed: drawn,
    drawn: true,
    notes: [`The seed was drawn: ${drawn}. A run that is given it repeats this one.`],
  };
}
