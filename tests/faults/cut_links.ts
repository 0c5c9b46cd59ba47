/** A link between two machines that goes down, by `launch` and by mpirun alone: all end, mpirun too, somebody names who is silent, and a checkpoint is there. */
import { join } from "node:path";
import { generator } from "../../mod.ts";
import { needMpi } from "../mpi.ts";
import { need } from "../needs.ts";
import { canCut, hosts } from "./hosts.ts";
import { mustEnd } from "./rank_faults.ts";
import { ending, processesOf } from "./several.ts";
import { attempt, type Kind, must } from "./tally.ts";

/** In seconds: `RAPTOR_TIMEOUT` is 5 there, mpirun is given 10 or 15 more, and the machine may be busy. */
const MOST = 60;

/** What must be told of a machine: who is first to miss it is a matter of chance. */
const CUT =
  /rank \d \(process \d+ on raptor\d\) that has given no sign|lost communication with a remote daemon[^]*10\.78\.0\.2/;

/** Two network namespaces. As root on Linux alone. */
export const cutLinks: Kind = {
  name: "cut links",
  async needs() {
    const mpi = await needMpi();
    const spaces = await need("network namespaces", "run them as root on Linux, with iproute2", canCut);
    return { ignore: mpi.ignore || spaces.ignore };
  },
  async run({ long, seed, folder }, tally) {
    const next = generator(seed), work = join(folder, "work");
    for (let i = 0; i < (long ? 50 : 1); i++) {
      const reports = 1 + Math.floor(next() * 12), told = { after: NaN }, by = i % 3 === 2 ? "mpirun" : "launch";
      await attempt(tally, `a link that goes down after ${reports} reports, by ${by}`, async () => {
        await Deno.remove(work, { recursive: true }).catch(() => {});
        await using two = await hosts();
        const starter = two.start(work, { epochs: 20_000 }, by).spawn(), cut = { at: NaN };
        const ended = ending(starter, { reports, then: () => (two.cut(), cut.at = performance.now()) });
        await starter.status;
        told.after = (performance.now() - cut.at) / 1000;
        for (let i = 0; i < 100 && processesOf(work).length > 0; i++) {
          await new Promise((done) => setTimeout(done, 100));
        }
        const left = processesOf(work).length;
        // The other machine's daemon waits for the link, and holds what is written here open.
        await two.clear();
        must(left === 0, `${left} ranks are left`);
        await mustEnd(work, { ...await ended, after: told.after }, MOST, CUT, reports);
      }, 180);
      if (long) console.log(`cut after ${reports} reports, by ${by}: ended within ${told.after.toFixed(1)} s`);
    }
  },
};
