/** Samples that cannot be read, threads that end, threads that never answer: what was learnt is saved, and the reason is told. */
import { join } from "node:path";
import { lastCheckpoint, loadCheckpoint } from "../../mod.ts";
import type { Failing } from "./failing_source.ts";
import { mustBeWhole, newestState } from "./folder.ts";
import { meanwhile, spawn } from "./spawn.ts";
import { attempt, inPairs, type Kind, must, sentenceIn } from "./tally.ts";

const PROGRAM = "threads_program.ts";

/** Failing samples. */
export const threads: Kind = {
  name: "failing samples and threads",
  async run({ long, folder }, tally) {
    const straight = join(folder, "straight");
    const nothing = { what: "nothing", at: 0, workers: 0, resume: true };
    const begun = await spawn(straight, nothing, PROGRAM);
    must(begun.code === 0, sentenceIn(begun.output));
    const state = await newestState(straight);
    const mustGoOn = async (work: string, workers: number) => {
      const last = await lastCheckpoint(work);
      must(last !== undefined && (await loadCheckpoint(last)).progress.step > 0, "what was learnt was not saved");
      await mustBeWhole(work);
      const { code, output } = await spawn(work, { ...nothing, workers }, PROGRAM);
      must(code === 0, `the next run: ${sentenceIn(output)}`);
      must(await newestState(work) === state, "the next run came to other numbers");
    };
    const whats: readonly Failing["what"][] = [
      "nothing",
      "error",
      "text",
      "null",
      "exit",
      "rejection",
      "later",
      "deep",
    ];
    await inPairs(long ? [0, 1, 2] : [0, 1], async (workers) => {
      const work = join(folder, `work${workers}`);
      for (const what of whats) {
        // Between steps it is the process itself that ends.
        if (workers === 0 && ["exit", "rejection", "later"].includes(what)) continue;
        if (!long && ["text", "deep", "later"].includes(what)) continue;
        await attempt(tally, `${what}, by ${workers} threads`, async () => {
          await Deno.remove(work, { recursive: true }).catch(() => {});
          const { code, output } = await spawn(
            work,
            { what, at: 77, here: workers === 0, workers, resume: false },
            PROGRAM,
          );
          // What nobody waited for may have come too late to be heard.
          if (what === "nothing" || code === 0 && ["rejection", "later"].includes(what)) {
            must(code === 0, `it ended with ${code}: ${sentenceIn(output)}`);
            return must(await newestState(work) === state, "it came to other numbers");
          }
          must(code === 1, `it ended with ${code}: ${sentenceIn(output)}`);
          const reasons: Partial<Record<string, string>> = {
            exit: "ended with code 5",
            null: "null",
            deep: "call stack",
          };
          must(
            output.includes(reasons[what] ?? "the sample's own reason"),
            `the reason was lost: ${sentenceIn(output)}`,
          );
          await mustGoOn(work, workers);
        });
      }
      await attempt(tally, `no answer, by ${workers} threads, SIGINT twice`, async () => {
        await Deno.remove(work, { recursive: true }).catch(() => {});
        const plan = { what: "silence", at: 77, here: workers === 0, workers, resume: false };
        const { code, output } = await meanwhile(work, plan, { line: "SILENCE" }, async (process) => {
          await new Promise((resolve) => setTimeout(resolve, 500));
          process.kill("SIGINT");
          await Promise.race([process.status, new Promise((resolve) => setTimeout(resolve, 3000))]);
          // Where the first one was not enough.
          try {
            process.kill("SIGINT");
          } catch {
            // It has ended.
          }
        }, PROGRAM);
        must(code === 130, `it ended with ${code}: ${sentenceIn(output)}`);
        await mustGoOn(work, workers);
      });
    });
  },
};
