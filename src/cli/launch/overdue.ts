/** An mpirun that waits for another machine which is cut off, though all ranks of this one have ended: Open MPI 4.1 may do so for ever. */

/** A process, as `ps` tells it. */
export interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** How long mpirun has for its end once its ranks here have ended, in seconds: as a rule it takes less than one. */
const PATIENCE = 10;

/**
 * Tells from what runs whether mpirun is to be ended.
 *
 * @param mpirun Its number.
 * @param program What its ranks are, as the first word of their command.
 * @returns Is asked again and again, with what runs and the time in seconds.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { overdue } from "./overdue.ts";
 *
 * const isOverdue = overdue(7, "/bin/deno"), rank = { pid: 8, parent: 7, command: "/bin/deno run train.ts" };
 * assertEquals([isOverdue([rank], 0), isOverdue([], 1), isOverdue([], 2), isOverdue([], 30)], [false, false, false, true]);
 * ```
 */
export function overdue(mpirun: number, program: string): (running: readonly Running[], now: number) => boolean {
  let seen = false, since: number | undefined;
  return (running, now) => {
    const ranks = running.filter(({ parent, command }) => parent === mpirun && command.split(" ")[0] === program);
    seen ||= ranks.length > 0;
    since = !seen || ranks.length > 0 ? undefined : since ?? now;
    return since !== undefined && now - since >= PATIENCE;
  };
}

/** What runs on this machine; nothing where that cannot be known. */
export async function running(): Promise<Running[]> {
  try {
    const { stdout } = await new Deno.Command("ps", { args: ["-A", "-o", "pid=,ppid=,args="], stderr: "null" })
      .output();
    return new TextDecoder().decode(stdout).split("\n").flatMap((line) => {
      const [, pid, parent, command] = line.match(/^\s*(\d+)\s+(\d+)\s+(.*)$/) ?? [];
      return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
    });
  } catch {
    return [];
  }
}

/**
 * Ends mpirun, and what it has started to reach other machines, where it is overdue.
 *
 * @param process The mpirun.
 * @param program As for {@linkcode overdue}.
 * @returns Looks no more.
 */
export function endOverdue(process: Deno.ChildProcess, program: string): () => void {
  const isOverdue = overdue(process.pid, program);
  let looking = false;
  const timer = setInterval(async () => {
    if (looking) return;
    looking = true;
    const all = await running();
    looking = false;
    if (!isOverdue(all, performance.now() / 1000)) return;
    clearInterval(timer);
    console.error(
      `mpirun (process ${process.pid}) waits for another machine, though its ranks here ended ${PATIENCE} s ago: it is killed.`,
    );
    for (const { pid } of [...all.filter(({ parent }) => parent === process.pid), process]) {
      try {
        Deno.kill(pid, "SIGKILL");
      } catch {
        // It has ended meanwhile.
      }
    }
  }, 2000);
  return () => clearInterval(timer);
}
