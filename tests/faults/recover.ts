/** What a run without faults comes to, and whether one with them comes to the same: in this process, as a start of another takes longer than the run. */
import { join } from "node:path";
import { checkpointsOf, mustBeWhole, newestState, temporariesOf } from "./folder.ts";
import { sentence } from "./sentence.ts";
import { several } from "./several.ts";
import { must, sentenceIn } from "./tally.ts";

/** What a run left that nothing disturbed. */
export interface Straight {
  /** Its newest checkpoint, bit for bit. */
  readonly state: string;
  /** The names of its checkpoints. */
  readonly files: readonly string[];
}

/** The run of `program.ts`, to its end. */
export async function run(work: string): Promise<void> {
  const options = { log: { interval: 1, progress: false, write: () => {} } };
  const chain = sentence(work, { ...options, checkpoint: { keep: 2, best: "accuracy" } });
  await chain.train({ epochs: 4, resume: true });
}

const known = new Map<number, Promise<Straight>>();

/**
 * What a run comes to that nothing disturbs; asked for again, it is known.
 *
 * @param ranks How many do it together. Default one.
 */
export function straightRun(ranks = 1): Promise<Straight> {
  const made = known.get(ranks) ?? (async () => {
    const folder = await Deno.makeTempDir({ prefix: "faults" }), work = join(folder, "straight");
    try {
      if (ranks === 1) await run(work);
      else {
        const { code, output } = await several(ranks, work);
        must(code === 0, sentenceIn(output));
      }
      return { state: await newestState(work), files: await checkpointsOf(work) };
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  })();
  known.set(ranks, made);
  return made;
}

/** Runs of one process wait for each other. */
let turn: Promise<unknown> = Promise.resolve();

/** After a fault: all that is there is whole, and the next run comes to the numbers of one without faults. */
export async function mustRecover(work: string): Promise<void> {
  await mustBeWhole(work);
  const { state } = await straightRun();
  const mine = turn.then(() => run(work));
  turn = mine.catch(() => {});
  await mine;
  must(await newestState(work) === state, "the next run came to other numbers");
  must((await temporariesOf(work)).length === 0, `temporary files are left: ${await temporariesOf(work)}`);
}
