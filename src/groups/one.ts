/** A process that trains alone, as a group. */
import type { Bytes, RankGroup } from "../group.ts";

/**
 * The group of one: what it hands round it has already.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { one } from "jsr:@raptor/raptor";
 *
 * const alone = one(), numbers = Float32Array.of(1, 2);
 * await alone.sum(numbers);
 * assertEquals([alone.rank, alone.size, [...numbers]], [0, 1, [1, 2]]);
 * assertEquals(await alone.gather(numbers), [numbers]);
 * ```
 */
export function one(): RankGroup {
  const nothing = () => Promise.resolve();
  const gather = <B extends Bytes>(buffer: B): B[] => [buffer.slice() as B];
  return Object.freeze({
    ...{ name: "one", rank: 0, size: 1, local: 1 },
    ...{ sum: nothing, broadcast: nothing, barrier: nothing, fail: nothing },
    gather: <B extends Bytes>(buffer: B) => Promise.resolve(gather(buffer)),
    now: Object.freeze({ sum: () => {}, broadcast: () => {}, gather, allToAll: () => {} }),
  });
}
