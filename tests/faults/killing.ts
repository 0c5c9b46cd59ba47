/** What every kind of kills does: kill a run, let it go on from its folder, kill it again, and hold its end against a straight run's. */
import { checkpointsOf, mustBeWhole, newestState, temporariesOf } from "./folder.ts";
import { mustHaveWholeLines } from "./logs.ts";
import type { Straight } from "./recover.ts";
import { attempt, must, type Tally } from "./tally.ts";

/** A run that is killed again and again. */
export interface Killing<P> {
  /** What a run left that nobody killed. */
  readonly straight: Straight;
  /** The folder of the run that is killed. */
  readonly work: string;
  /** How many kills. */
  readonly kills: number;
  /** What happens to the next one. */
  draw(): P;
  /** Runs it, to its end where nothing is planned; answers whether it was killed. */
  run(plan: P | undefined): Promise<boolean>;
}

/** Kills, and lets the run go on, until there were so many kills; then it ends by itself. */
export async function killing<P>({ straight, work, kills, draw, run }: Killing<P>, tally: Tally): Promise<void> {
  const { state, files } = straight;
  /** Whether the run was killed; one that has ended begins anew. */
  const one = async (plan: P | undefined): Promise<boolean> => {
    const killed = await run(plan);
    await mustBeWhole(work);
    await mustHaveWholeLines(work);
    if (killed) return true;
    must(await newestState(work) === state, "the last weights are not those of a run without kills");
    const found = await checkpointsOf(work);
    must(`${found}` === `${files}`, `the files are ${found} and not ${files}`);
    must((await temporariesOf(work)).length === 0, `temporary files are left: ${await temporariesOf(work)}`);
    await Deno.remove(work, { recursive: true });
    return false;
  };
  for (let killed = 0; killed < kills;) {
    const plan = draw(), lost = tally.lost.length;
    await attempt(tally, JSON.stringify(plan), async () => {
      // A run that has ended before its fault is no try.
      if (await one(plan)) killed++;
      else tally.tries--, tally.survived--;
    });
    if (tally.lost.length > lost) killed++, await Deno.remove(work, { recursive: true }).catch(() => {});
  }
  await attempt(tally, "the end", async () => must(!await one(undefined), "the last run was killed by nobody"));
}
