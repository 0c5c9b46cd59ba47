/** What is used up or jumps: inodes, memory, the clock. */
import { join } from "node:path";
import { lastCheckpoint, loadCheckpoint } from "../../mod.ts";
import { canMount, mounted, mustFail, sh } from "./disk.ts";
import { newestState } from "./folder.ts";
import { mustRecover, straightRun } from "./recover.ts";
import { spawn } from "./spawn.ts";
import { attempt, inPairs, type Kind, must, sentenceIn } from "./tally.ts";

/** The steps of an epoch of the program, after each of which it saves. */
const EPOCH = 4;

/** Inodes, memory, the clock. */
export const limits: Kind = {
  name: "inodes, memory and clocks",
  async run({ long, folder }, tally) {
    const { state } = await straightRun();
    const tries: [name: string, meet: (work: string) => Promise<void>][] = [];
    for (const inodes of !await canMount(folder) ? [] : long ? [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13] : [8]) {
      tries.push([`${inodes} inodes`, async (place) => {
        await using _ = await mounted(place, `-t tmpfs -o size=9m,nr_inodes=${inodes} tmpfs`);
        const ended = await spawn(join(place, "work"));
        // Where they are enough in the end.
        if (ended.code !== 0) {
          mustFail(ended, /error: .*Cannot (write|train)[^]*(as the disk must have room|No space left)/);
        }
        await sh(`mount -o remount,nr_inodes=9999 '${place}'`);
        await mustRecover(join(place, "work"));
      }]);
    }
    for (const at of long ? [1, 5, 9, 14] : [9]) {
      tries.push([`memory that is used up at step ${at}`, async (work) => {
        mustFail(
          await spawn(work, { step: "memory", at }),
          /memory is used up[^]*Try a batch of at most 8: this one has 16/,
        );
        const last = await lastCheckpoint(work);
        must(at === 1 || last !== undefined, "there is no checkpoint");
        // A step that fails midway is not saved: weights may have moved in part.
        const whole = Math.floor((at - 1) / EPOCH) * EPOCH;
        must(
          last === undefined || (await loadCheckpoint(last)).progress.step >= whole,
          "an epoch that was saved is lost",
        );
        await mustRecover(work);
      }]);
    }
    const jumps = { "a year back": -3.2e10, "an hour back": -3.6e6, "a year forward": 3.2e10 };
    for (const [name, ms] of Object.entries(long ? jumps : { back: -3.2e10 })) {
      for (const at of long ? [1, 6, 11, 15] : [6]) {
        tries.push([`a clock that jumps ${name} at step ${at}`, async (work) => {
          const { code, output } = await spawn(work, { step: "clock", at, ms });
          must(code === 0, sentenceIn(output));
          must(await newestState(work) === state, "it came to other numbers");
          must(!/NaN|-\d+:\d|eta: -/.test(output), `it said: ${output.match(/.*(NaN|-\d+:\d|eta: -).*/)?.[0]}`);
        }], [`a clock that jumped ${name} at step ${at} of a run that goes on`, async (work) => {
          // What was written before the jump looks newer than what came after it.
          await spawn(work, { step: "clock", at, ms, epochs: 3 });
          await mustRecover(work);
        }]);
      }
    }
    await inPairs(tries, async ([name, meet]) => {
      const place = await Deno.makeTempDir({ dir: folder });
      await attempt(tally, name, () => meet(place));
    });
  },
};
