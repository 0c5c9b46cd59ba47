/** A source that comes several times. */
import { sourceOver } from "../loading/source_over.ts";
import { requireRange, settle } from "../options/settle.ts";
import type { Source } from "../source.ts";

/**
 * All samples of a source, several times over: an epoch of few samples becomes a long one (`RepeatDataset` of MMEngine). What
 * transforms draw differs from one time to the next, as each is a sample of its own.
 *
 * @param times How often; a whole number of at least 1.
 * @throws {RangeError} If it is another number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { repeat } from "jsr:@raptor/raptor";
 *
 * const squares = { name: "squares", size: 4, get: (i: number) => ({ x: i, y: i * i }) };
 * const thrice = repeat(squares, 3);
 * assertEquals([thrice.size, await thrice.get(6)], [12, { x: 2, y: 4 }]);
 * ```
 */
export function repeat<X, Y>(source: Source<X, Y>, times: number): Source<X, Y> {
  requireRange("repeat", "a whole number of at least 1", { times });
  return sourceOver({
    name: "repeat",
    settings: settle("repeat", {}, {}, { source, times }),
    sources: [source],
    look() {
      const { size } = source;
      return { size: size * times, at: (index) => index % size };
    },
    recipe: { module: import.meta.url, name: "repeat", options: times },
  });
}
