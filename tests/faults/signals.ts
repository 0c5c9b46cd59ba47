/** Signals end a run after the step in progress, with a checkpoint and the exit code of the custom; a second one at once. */
import { join } from "node:path";
import { lastCheckpoint, loadCheckpoint } from "../../mod.ts";
import { mustBeWhole, newestState } from "./folder.ts";
import { meanwhile, spawn } from "./spawn.ts";
import { attempt, type Kind, must, sentenceIn } from "./tally.ts";

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** SIGINT, SIGTERM, SIGHUP, by the run's own clock and from outside. */
export const signals: Kind = {
  name: "signals",
  async run({ long, folder }, tally) {
    const work = join(folder, "work"), straight = join(folder, "straight");
    const begun = await spawn(straight);
    must(begun.code === 0, sentenceIn(begun.output));
    const state = await newestState(straight);
    const anew = () => Deno.remove(work, { recursive: true }).catch(() => {});
    const mustGoOn = async () => {
      await mustBeWhole(work);
      const { code, output } = await spawn(work);
      must(code === 0, sentenceIn(output));
      must(await newestState(work) === state, "the next run came to other numbers");
    };
    const steps = long ? [1, 2, 3, 4, 5, 8, 11, 15] : [6];
    for (const [signal, expected] of Object.entries(CODES)) {
      for (const at of steps) {
        await attempt(tally, `${signal} at step ${at}`, async () => {
          await anew();
          const { code, output } = await spawn(work, { step: "signal", at, signal });
          must(code === expected, `it ended with ${code}: ${sentenceIn(output)}`);
          const last = await lastCheckpoint(work);
          must(last !== undefined, "there is no checkpoint");
          const { step } = (await loadCheckpoint(last)).progress;
          // A signal is heard between two turns of the event loop.
          must(step >= at && step <= at + 2, `the checkpoint stands after step ${step}`);
          await mustGoOn();
        });
      }
      await attempt(tally, `${signal} at the very end`, async () => {
        await anew();
        const { code } = await spawn(work, { step: "signal", at: 16, signal });
        must(code === 0 || code === expected, `it ended with ${code}`);
        await mustGoOn();
      });
      await attempt(tally, `${signal} from outside, twice, while it waits`, async () => {
        await anew();
        const plan = { step: "wait", at: 6, ms: 60_000 } as const;
        const { code, output } = await meanwhile(work, plan, { line: "[2][1/4]" }, async (process) => {
          process.kill(signal as Deno.Signal);
          await new Promise((resolve) => setTimeout(resolve, 300));
          process.kill(signal as Deno.Signal);
        });
        must(code === expected, `it ended with ${code}: ${sentenceIn(output)}`);
        must(!output.includes("DONE"), "it waited to its end");
        await mustGoOn();
      });
      if (long) {
        await attempt(tally, `${signal} twice at once`, async () => {
          await anew();
          const { code } = await spawn(work, { step: "signals", at: 6, signal });
          must(code === expected, `it ended with ${code}`);
          await mustGoOn();
        });
      }
    }
  },
};
