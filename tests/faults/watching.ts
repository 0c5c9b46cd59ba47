/** Another process reads checkpoints and logs while a run writes, keeps and removes them: what it finds is whole, or gone by then. */
import { join } from "node:path";
import { bestCheckpoint, lastCheckpoint, loadCheckpoint } from "../../mod.ts";
import { checkpointsOf, newestState } from "./folder.ts";
import { mustHaveWholeLines } from "./logs.ts";
import { command, spawn } from "./spawn.ts";
import { attempt, type Kind, must, sentenceIn } from "./tally.ts";

/** Readers beside a run. */
export const watching: Kind = {
  name: "readers of a run that writes",
  async run({ long, folder }, tally) {
    const plan = { epochs: long ? 60 : 12, checkpoint: { keep: 1, best: "accuracy" as const } };
    const straight = join(folder, "straight"), work = join(folder, "work");
    const begun = await spawn(straight, plan);
    must(begun.code === 0, sentenceIn(begun.output));
    const state = await newestState(straight);
    const read = async (path: string | undefined): Promise<number> => {
      if (path === undefined) return 0;
      try {
        return (await loadCheckpoint(path)).progress.step;
      } catch (error) {
        // The run has removed it since it was named.
        if (error instanceof Deno.errors.NotFound) return 0;
        throw error;
      }
    };
    for (let i = 0; i < (long ? 20 : 1); i++) {
      await attempt(tally, `try ${i + 1}`, async () => {
        await Deno.remove(work, { recursive: true }).catch(() => {});
        const ended = command(work, plan).output();
        let over = false, furthest = 0, reads = 0;
        void ended.then(() => over = true);
        try {
          while (!over) {
            const step = await read(await lastCheckpoint(work));
            must(step === 0 || step >= furthest, `the newest went back from step ${furthest} to ${step}`);
            furthest = Math.max(furthest, step), reads += Number(step > 0);
            for (const name of await checkpointsOf(work)) await read(join(work, name));
            await bestCheckpoint(work, "accuracy").then(read, (error) => {
              if (!(error instanceof Deno.errors.NotFound)) throw error;
            });
            await mustHaveWholeLines(work).catch((error) => {
              if (!(error instanceof Deno.errors.NotFound)) throw error;
            });
            await new Promise((done) => setTimeout(done, 1));
          }
        } finally {
          // Its folder is about to be removed.
          await ended;
        }
        const { code, stderr } = await ended;
        must(code === 0, sentenceIn(new TextDecoder().decode(stderr)));
        must(reads > 0, "nothing was read while it wrote");
        must(await newestState(work) === state, "it came to other numbers");
      });
    }
  },
};
