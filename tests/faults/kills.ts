/** Kills, at steps and within the calls that write a checkpoint; the run goes on from its folder until it is done. */
import { join } from "node:path";
import { generator } from "../../mod.ts";
import { killing } from "./killing.ts";
import type { Plan } from "./plan.ts";
import { straightRun } from "./recover.ts";
import { meanwhile, spawn } from "./spawn.ts";
import { inPairs, type Kind, must, sentenceIn } from "./tally.ts";

/** kill -9. */
export const kills: Kind = {
  name: "kill -9",
  async run({ long, seed, folder }, tally) {
    const next = generator(seed), int = (most: number) => 1 + Math.floor(next() * most);
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
    const straight = await straightRun();
    await inPairs(long ? [60, 60] : [7, 7], async (kills, lane) => {
      const work = join(folder, `killed${lane}`);
      await killing<Plan | number>({
        ...{ straight, work, kills },
        draw: () => int(6) === 1 ? int(16) : draw(),
        async run(plan = {}) {
          const { code, signal, output } = typeof plan === "number"
            ? await meanwhile(work, {}, { line: "Epoch(train)", times: plan }, (process) => process.kill("SIGKILL"))
            : await spawn(work, plan);
          must(signal === "SIGKILL" || code === 0, sentenceIn(output));
          return signal === "SIGKILL";
        },
      }, tally);
    });
  },
};
