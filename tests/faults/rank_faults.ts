/** A rank that dies, stands still or fails: all end within seconds, the error names it, and the run goes on from a checkpoint. */
import { join } from "node:path";
import { generator } from "../../mod.ts";
import { needMpi } from "../mpi.ts";
import { checkpointsOf, mustBeWhole, newestState } from "./folder.ts";
import type { Plan } from "./plan.ts";
import { straightRun } from "./recover.ts";
import { type AllEnded, processesOf, several } from "./several.ts";
import { attempt, type Kind, must, sentenceIn } from "./tally.ts";

/** In seconds. */
const MOST = 12;

/** What must be told of a rank. */
const WORDS: Readonly<Record<string, (rank: number) => RegExp>> = {
  kill: (rank) => new RegExp(`rank ${rank} (with|\\(process)`),
  signal: (rank) => new RegExp(`got rank ${rank} \\(process \\d+ on .*\\) that was stopped`),
  throw: (rank) => new RegExp(`(on rank ${rank} of [23])|rank ${rank} that failed`),
  exit: (rank) => new RegExp(`rank ${rank} \\(process|Process name: \\[.*${rank}\\]`),
  nan: (rank) => new RegExp(`The first loss that was not came from rank ${rank}`),
};

/** What must hold once ranks have ended: nobody is left, somebody was named, and a checkpoint is there. */
export async function mustEnd(
  work: string,
  { code, output, after }: AllEnded,
  most: number,
  words: RegExp,
  at: number,
): Promise<void> {
  must(code !== 0, "it ended with 0");
  must(words.test(output), `nobody was named: ${output.slice(-600)}`);
  must(after < most, `it took ${after.toFixed(1)} s`);
  for (let i = 0; i < 100 && processesOf(work).length > 0; i++) await new Promise((done) => setTimeout(done, 100));
  must(processesOf(work).length === 0, "ranks are left");
  await mustBeWhole(work);
  must(at <= 4 || (await checkpointsOf(work)).length > 0, "there is no checkpoint");
}

/** Ranks of one machine. */
export const rankFaults: Kind = {
  name: "failing ranks",
  needs: needMpi,
  async run({ long, seed, folder }, tally) {
    const next = generator(seed), int = (most: number) => Math.floor(next() * most), work = join(folder, "work");
    // Of the tests, which have that run already.
    const ranks = long ? 3 : 2, { state } = await straightRun(ranks);
    const steps = ["kill", "signal", "throw", "exit", "nan"] as const;
    for (let i = 0; i < (long ? 45 : 1); i++) {
      const step = steps[i % steps.length]!, rank = int(ranks), at = 1 + int(15), slowest = { after: 0 };
      const plan: Plan = { rank, step, at, ...step === "signal" && { signal: "SIGSTOP" } };
      await attempt(tally, JSON.stringify(plan), async () => {
        await Deno.remove(work, { recursive: true }).catch(() => {});
        const ended = await several(ranks, work, plan);
        slowest.after = ended.after;
        await mustEnd(work, ended, MOST, WORDS[step]!(rank), at);
        const gone = await several(ranks, work);
        must(gone.code === 0, `the next run: ${sentenceIn(gone.output)}`);
        must(await newestState(work) === state, "the next run came to other numbers");
      });
    }
  },
};
