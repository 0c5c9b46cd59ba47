/** Two ranks of the long run, started by `launch`: what they have said, and who of them is who. */
import { processesOf } from "../several.ts";
import type { LongPlan } from "./long_program.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;

/** A run that goes on. */
export interface Running {
  readonly work: string;
  readonly launch: Deno.ChildProcess;
  /** All that was said so far. */
  said(): string;
  /** Resolves once there is a report more than so many, and false where the run ends before. */
  reported(more: number): Promise<boolean>;
  /** How many there are. */
  reports(): number;
  /** Once all processes are gone: the exit code. */
  readonly ended: Promise<number>;
}

/**
 * Starts it, or has it go on from its newest checkpoint.
 *
 * @param work Its folder.
 * @param plan What is learnt.
 */
export function started(work: string, plan: LongPlan): Running {
  const launch = new Deno.Command(Deno.execPath(), {
    cwd: ROOT,
    args: [
      ...["run", "-A", "--no-check", "-q", "cli.ts", "launch", "-n", "2", `${import.meta.dirname}/long_program.ts`],
      ...[work, JSON.stringify(plan)],
    ],
    env: { NO_COLOR: "1", RAPTOR_TIMEOUT: "20", RAPTOR_RESUME: "1" },
    ...{ stdin: "null", stdout: "piped", stderr: "piped" },
  }).spawn();
  let said = "", over = false, wake = Promise.withResolvers<void>();
  const listen = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      said += text;
      wake.resolve();
      wake = Promise.withResolvers();
    }
  };
  const reports = () => said.split("Epoch(train)").length - 1;
  const ended = Promise.all([listen(launch.stdout), listen(launch.stderr)]).then(async () => {
    const { code } = await launch.status;
    over = true;
    wake.resolve();
    return code;
  });
  return {
    ...{ work, launch, reports, ended },
    said: () => said,
    async reported(more) {
      while (reports() <= more && !over) await wake.promise;
      return reports() > more;
    },
  };
}

/** Sends a signal; false where the process is gone. */
export function tell(pid: number, signal: Deno.Signal): boolean {
  try {
    Deno.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** The processes of ranks, by their numbers. */
export function ranksAt(work: string): ReadonlyMap<number, number> {
  return new Map(
    processesOf(work).flatMap((pid): [number, number][] => {
      try {
        const rank = Deno.readTextFileSync(`/proc/${pid}/environ`).match(/OMPI_COMM_WORLD_RANK=(\d+)/)?.[1];
        return rank === undefined ? [] : [[Number(rank), pid]];
      } catch {
        return [];
      }
    }),
  );
}

/** The process of mpirun. */
export function starterAt(work: string): number | undefined {
  return processesOf(work).find((pid) => {
    try {
      return Deno.readTextFileSync(`/proc/${pid}/comm`).trim() === "mpirun";
    } catch {
      return false;
    }
  });
}
