/** The group that this process is in. */
import type { RankGroup } from "../group.ts";
import { launched, mpi } from "./mpi.ts";
import { one } from "./one.ts";

/**
 * The group that this process is in: all that mpirun or srun has started with it, or itself alone. Nothing is asked for: the
 * variables of the environment are looked at where that is allowed already.
 *
 * A run takes it by itself. It is there for what a script does besides: numbers of its own that are summed, a file that rank 0
 * alone writes.
 *
 * @throws {Error} If this process was started as one of several, and cannot join the others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { group } from "jsr:@raptor/raptor";
 *
 * const { rank, size, sum } = await group(), seen = Float64Array.of(3);
 * await sum(seen);
 * if (rank === 0) assertEquals(seen[0], 3 * size);
 * ```
 */
export async function group(): Promise<RankGroup> {
  const by = launched();
  return by === undefined || by.size === 1 ? one() : await mpi();
}
