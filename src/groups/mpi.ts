/** Ranks that meet by MPI, on one machine or many. What joins them is imported where there are some. */
import type { RankGroup } from "../group.ts";
import { grantedVariable } from "../options/granted_variable.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { launched } from "./mpi/launched.ts";
import type { Found } from "./mpi/library.ts";

export { launched };

/** The libmpi that would be taken; undefined where there is none. */
export async function findMpi(): Promise<Found | undefined> {
  const { findLibrary } = await import("./mpi/library.ts");
  return findLibrary(launched()?.by);
}

/** How ranks wait for each other. */
export interface MpiOptions {
  /**
   * How long a rank may give no sign of life while others wait for it, in seconds. One that was stopped or has died on the
   * same machine is found within two. Default the variable `RAPTOR_TIMEOUT`, or 120.
   */
  readonly timeout?: number;
}

/** libmpi can be started once in a process. */
const joined = Symbol.for("raptor group by mpi");
type Held = { [joined]?: Promise<RankGroup> };

/**
 * Joins the ranks that mpirun or srun has started with this process. A second call gives the same group; that a process is over is
 * told to the others when it ends.
 *
 * @throws {Error} If libmpi is not there, or there are fewer ranks than were started, as where one MPI's library was started by
 * another one's mpirun.
 *
 * @example
 * ```ts ignore
 * import { mpi } from "jsr:@raptor/raptor";
 *
 * // mpirun -np 2 deno run -A this.ts
 * const { rank, size } = await mpi({ timeout: 60 });
 * console.log(`${rank} of ${size}`);
 * ```
 */
export async function mpi(options: MpiOptions = {}): Promise<RankGroup> {
  const { timeout = Number(grantedVariable("RAPTOR_TIMEOUT") ?? 120) } = given(options);
  settle("mpi", options, { timeout });
  requireRange("mpi", "a finite number above 0", { timeout });
  // MPI ends a process that begins it twice, so a second call waits for the first one.
  return await ((globalThis as Held)[joined] ??= import("./mpi/join.ts").then(({ join }) => join(timeout)));
}
