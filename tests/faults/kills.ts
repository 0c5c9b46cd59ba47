/** Kills, at steps and within the calls that write a checkpoint; the run goes on from its folder until it is done. */
import { join } from "node:path";
import { generator } from "../../mod.ts";
import { checkpointsOf, mustBeWhole, newestState, temporariesOf } from "./folder.ts";
import { mustHaveWholeLines } from "./logs.ts";
import type { Plan } from "./plan.ts";
import { meanwhile, spawn } from "./spawn.ts";
import { attempt, type Kind, must, sentenceIn } from "./tally.ts";

/** kill -9. */
export const kills: Kind = {
  name: "kill -9",
  async run({ long, seed, folder }, tally) {
    const next = generator(seed), int = (most: number) => 1 + Math.floor(next() * most);
    const straight = join(folder, "straight"), work = join(folder, "killed");
    const begun = await spawn(straight);
    must(begun.code === 0, sentenceIn(begun.output));
    const [state, files] = [await newestState(straight), await checkpointsOf(straight)];

    const draw = (): Plan => {
      const kind = int(10);
      if (kind <= 2) return { step: "kill", at: int(16) };
      const call = (["write", "write", "sync", "rename", "remove", "append"] as const)[int(6) - 1]!;
      return {
        call,
        at: int(call === "write" || call === "append" ? 24 : call === "remove" ? 3 : 8),
        ...kind > 7 && { error: "after" as const },
      };
    };
    /** Whether the run was killed. */
    const one = async (plan: Plan | number): Promise<boolean> => {
      const { code, signal, output } = typeof plan === "number"
        ? await meanwhile(work, {}, { line: "Epoch(train)", times: plan }, (process) => process.kill("SIGKILL"))
        : await spawn(work, plan);
      await mustBeWhole(work);
      await mustHaveWholeLines(work);
      if (signal === "SIGKILL") return true;
      must(code === 0, sentenceIn(output));
      must(await newestState(work) === state, "the last weights are not those of a run without kills");
      must(
        `${await checkpointsOf(work)}` === `${files}`,
        `the files are ${await checkpointsOf(work)} and not ${files}`,
      );
      must((await temporariesOf(work)).length === 0, `temporary files are left: ${await temporariesOf(work)}`);
      await Deno.remove(work, { recursive: true });
      return false;
    };
    for (let killed = 0, left = long ? 120 : 14; killed < left;) {
      const plan = int(6) === 1 ? int(16) : draw(), lost = tally.lost.length;
      await attempt(tally, JSON.stringify(plan), async () => {
        // A run that has ended before its fault is no try.
        if (await one(plan)) killed++;
        else tally.tries--, tally.survived--;
      });
      if (tally.lost.length > lost) killed++, await Deno.remove(work, { recursive: true }).catch(() => {});
    }
    await attempt(tally, "the end", async () => void must(!await one({}), "the last run was killed by nobody"));
  },
};
