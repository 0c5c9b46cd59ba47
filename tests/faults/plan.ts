/** What is to go wrong in a process. */

/** A fault. Nothing goes wrong where neither `call` nor `step` is given. */
export interface Plan {
  /** The call of the system that meets it. */
  readonly call?: "write" | "sync" | "rename" | "remove" | "append";
  /** Which rank meets it, within a step rather than after it. Default all. */
  readonly rank?: number;
  /** What happens between two steps. */
  readonly step?:
    | "kill"
    | "throw"
    | "removeFolder"
    | "signal"
    | "signals"
    | "nan"
    | "wait"
    | "exit"
    | "clock"
    | "memory";
  /** The number of that call, or the step. */
  readonly at?: number;
  /** The code of the call's error; `after` kills after the call; left out, the process is killed before it. */
  readonly error?: "EIO" | "ENOSPC" | "EACCES" | "after";
  /** Whether later calls succeed again. */
  readonly once?: boolean;
  /** Which signal. */
  readonly signal?: string;
  /** Milliseconds of each wait, which ends before where `WORKDIR.go` is there, or by how many the clock jumps. */
  readonly ms?: number;
  /** Whether a hook fails while the run is given up. */
  readonly failing?: boolean;
  /** Epochs of the whole run. Default 4. */
  readonly epochs?: number;
  /** As in `train`. Default true. */
  readonly resume?: boolean | string;
  /** As in `runner`. */
  readonly checkpoint?: { readonly keep?: number; readonly best?: "accuracy" };
}
