/** Signals end a run after the step in progress, with a checkpoint and the exit code of the custom; a second one at once. */
import { join } from "node:path";
import { lastCheckpoint, loadCheckpoint } from "../../mod.ts";
import { mustRecover } from "./recover.ts";
import { meanwhile, spawn } from "./spawn.ts";
import { attempt, type Kind, must, sentenceIn } from "./tally.ts";

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** SIGINT, SIGTERM, SIGHUP, by the run's own clock and from outside. */
export const signals: Kind = {
  name: "signals",
  async run({ long, folder }, tally) {
    const work = join(folder, "work");
    const anew = () => Deno.remove(work, { recursive: true }).catch(() => {});
    const steps = long ? [1, 2, 3, 4, 5, 8, 9, 11] : [6];
    for (const [signal, expected] of Object.entries(CODES)) {
      for (const at of steps) {
        await attempt(tally, `${signal} at step ${at}`, async () => {
          await anew();
          const { code, output } = await spawn(work, { step: "signal", at, signal });
          must(code === expected, `it ended with ${code}: ${sentenceIn(output)}`);
          const last = await lastCheckpoint(work);
          must(last !== undefined, "there is no checkpoint");
          const { step } = (await loadCheckpoint(last)).progress;
          // A signal is heard at the next turn of the event loop, at the end of the epoch at the latest.
          must(step >= at && step <= 4 * Math.ceil(at / 4), `the checkpoint stands after step ${step}`);
          await mustRecover(work);
        });
      }
      await attempt(tally, `${signal} at the very end`, async () => {
        await anew();
        const { code } = await spawn(work, { step: "signal", at: 16, signal });
        must(code === 0 || code === expected, `it ended with ${code}`);
        await mustRecover(work);
      });
      await attempt(tally, `${signal} from outside, twice, while it waits`, async () => {
        await anew();
        const plan = { step: "wait", at: 6, ms: 60_000 } as const;
        const { code, output } = await meanwhile(work, plan, { line: "WAITING" }, async (process) => {
          process.kill(signal as Deno.Signal);
          await new Promise((resolve) => setTimeout(resolve, 300));
          process.kill(signal as Deno.Signal);
        });
        must(code === expected, `it ended with ${code}: ${sentenceIn(output)}`);
        must(!output.includes("DONE"), "it waited to its end");
        await mustRecover(work);
      });
      if (long) {
        await attempt(tally, `${signal} twice at once`, async () => {
          await anew();
          const { code } = await spawn(work, { step: "signals", at: 6, signal });
          must(code === expected, `it ended with ${code}`);
          await mustRecover(work);
        });
      }
    }
  },
};
