/** A machine that sleeps with two ranks on it, for longer than they wait for each other: they go on, or end with a reason and a checkpoint. */
import { join } from "node:path";
import { generator } from "../../mod.ts";
import { needMpi } from "../mpi.ts";
import { mustBeWhole, newestState } from "./folder.ts";
import { straightRun } from "./recover.ts";
import { processesOf, ranksIn, several } from "./several.ts";
import { attempt, type Kind, must, sentenceIn } from "./tally.ts";

/** How long a rank waits for another one, and how long they sleep, in seconds. */
const WAIT = 3, SLEEP = 7;

/** Two ranks asleep. */
export const rankSleeps: Kind = {
  name: "a sleep, two ranks",
  needs: needMpi,
  long: true,
  async run({ seed, folder }, tally) {
    const next = generator(seed), int = (most: number) => Math.floor(next() * most);
    const work = join(folder, "work"), { state } = await straightRun(2);
    const before = Deno.env.get("RAPTOR_TIMEOUT");
    Deno.env.set("RAPTOR_TIMEOUT", String(WAIT));
    try {
      for (let i = 0; i < 20; i++) {
        // Who measures on a machine may stop the ranks alone.
        const whom = i % 2 === 0 ? processesOf : ranksIn, reports = 1 + int(14);
        await attempt(tally, `${i % 2 === 0 ? "all" : "the ranks alone"}, after ${reports} reports`, async () => {
          await Deno.remove(work, { recursive: true }).catch(() => {});
          const all = (signal: Deno.Signal) => {
            for (const pid of whom(work)) Deno.kill(pid, signal);
          };
          const { code, output } = await several(2, work, {}, {
            reports,
            then() {
              all("SIGSTOP");
              setTimeout(() => all("SIGCONT"), 1000 * SLEEP);
            },
          });
          await mustBeWhole(work);
          if (code !== 0) {
            must(/Cannot go on as all ranks must/.test(output), `it ended with ${code}: ${sentenceIn(output)}`);
            const gone = await several(2, work);
            must(gone.code === 0, `the next run: ${sentenceIn(gone.output)}`);
          }
          must(await newestState(work) === state, "it came to other numbers");
        });
      }
    } finally {
      if (before === undefined) Deno.env.delete("RAPTOR_TIMEOUT");
      else Deno.env.set("RAPTOR_TIMEOUT", before);
    }
  },
};
