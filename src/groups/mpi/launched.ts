/** What the variables that mpirun, srun and their kin set say of this process. */
import { grantedVariable } from "../../options/granted_variable.ts";

/** Whether this process was started as one of several. */
export interface Launched {
  /** Who started it: `Open MPI`, `MPICH`, `PMIx` or `Slurm`. */
  readonly by: string;
  /** The number of this process. */
  readonly rank: number;
  /** How many were started; undefined where that is not told. */
  readonly size: number | undefined;
}

/** A rank, how many there are, and who says so: first come, first served, as srun may start what speaks PMIx or PMI. */
const LAUNCHERS = [
  { by: "Open MPI", rank: "OMPI_COMM_WORLD_RANK", size: "OMPI_COMM_WORLD_SIZE" },
  { by: "MPICH", rank: "PMI_RANK", size: "PMI_SIZE" },
  // Of a step of srun; those of a batch script are there in each of its programs, started by srun or not.
  { by: "Slurm", rank: "SLURM_PROCID", size: "SLURM_STEP_NUM_TASKS" },
  { by: "PMIx", rank: "PMIX_RANK", size: undefined },
] as const;

/**
 * Looks for a launcher.
 *
 * @param read Reads a variable of the environment. Default only where that is allowed already: nothing is asked.
 * @returns Undefined where this process was started alone.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { launched } from "./launched.ts";
 *
 * const slurm = new Map([["SLURM_PROCID", "2"], ["SLURM_STEP_NUM_TASKS", "4"]]);
 * assertEquals(launched((name) => slurm.get(name)), { by: "Slurm", rank: 2, size: 4 });
 * assertEquals(launched(() => undefined), undefined);
 * ```
 */
export function launched(read: (name: string) => string | undefined = grantedVariable): Launched | undefined {
  for (const { by, rank, size } of LAUNCHERS) {
    const [own, all] = [read(rank), size === undefined ? "" : read(size)];
    if (own === undefined || all === undefined) continue;
    return { by, rank: Number(own), size: all === "" ? undefined : Number(all) };
  }
  return undefined;
}
