/** Several ranks with a plan, of which one meets it; what they left, and how long the others took to notice. */
import { ranksOf } from "../mpi.ts";
import type { Plan } from "./plan.ts";
import type { Ended } from "./spawn.ts";

/** What ranks left. */
export interface AllEnded extends Ended {
  /** Seconds from the fault, as far as it was told, to the end of all. */
  readonly after: number;
}

const PROGRAM = `${import.meta.dirname}/program.ts`;

/**
 * Runs ranks to their end.
 *
 * @param ranks How many.
 * @param workDir Where the first one writes.
 * @param plan What goes wrong, and on which rank.
 * @param meanwhile Is called with what starts them once the first one has told so many reports.
 */
export async function several(
  ranks: number,
  workDir: string,
  plan: Plan = {},
  meanwhile?: { readonly reports: number; readonly then: (starter: Deno.ChildProcess) => void },
): Promise<AllEnded> {
  return await ending(ranksOf(ranks, PROGRAM, workDir, JSON.stringify(plan)).spawn(), meanwhile);
}

/** Waits for ranks that were started. */
export async function ending(
  starter: Deno.ChildProcess,
  meanwhile?: Parameters<typeof several>[3],
): Promise<AllEnded> {
  const errors = new Response(starter.stderr).text();
  let output = "", met = NaN, called = false;
  for await (const text of starter.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    if (Number.isNaN(met) && output.includes("FAULT")) met = performance.now();
    if (called || meanwhile === undefined || output.split("Epoch(train)").length <= meanwhile.reports) continue;
    called = true, met = performance.now();
    meanwhile.then(starter);
  }
  const { code, signal } = await starter.status;
  return { code, signal, output: output + await errors, after: (performance.now() - met) / 1000 };
}

/** The ranks of a folder, without what started them. */
export function ranksIn(workDir: string): number[] {
  return processesOf(workDir).filter((pid) => {
    try {
      return Deno.readTextFileSync(`/proc/${pid}/cmdline`).startsWith(Deno.execPath());
    } catch {
      return false;
    }
  });
}

/** The processes of this machine that have a word among their arguments. */
export function processesOf(word: string): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) => {
    try {
      return pid > 0 && Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes(word);
    } catch {
      return false;
    }
  });
}
