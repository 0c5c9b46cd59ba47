/** Kills where two ranks train together: of one of them, of both, of what started them; also within the calls that write. */
import { join } from "node:path";
import { generator } from "../../mod.ts";
import { needMpi } from "../mpi.ts";
import { killing } from "./killing.ts";
import type { Plan } from "./plan.ts";
import { straightRun } from "./recover.ts";
import { processesOf, several } from "./several.ts";
import { type Kind, must } from "./tally.ts";

/** kill -9 of ranks. */
export const rankKills: Kind = {
  name: "kill -9, two ranks",
  needs: needMpi,
  async run({ long, seed, folder }, tally) {
    const next = generator(seed), int = (most: number) => 1 + Math.floor(next() * most);
    const straight = await straightRun(2), work = join(folder, "killed");
    const draw = (): Plan => {
      const kind = int(10);
      if (kind <= 4) return { rank: int(2) - 1, step: "kill", at: int(15) };
      const call = (["write", "sync", "rename", "append"] as const)[int(4) - 1]!;
      return { rank: 0, call, at: int(call === "write" ? 24 : 8), ...kind > 8 && { error: "after" as const } };
    };
    await killing<Plan | "starter" | "all">({
      ...{ straight, work, kills: long ? 60 : 1 },
      draw() {
        const other = int(6);
        return other === 1 ? "starter" : other === 2 ? "all" : draw();
      },
      async run(plan = {}) {
        const ended = typeof plan === "object" ? await several(2, work, plan) : await several(2, work, {}, {
          reports: int(15),
          then: ({ pid }) => {
            for (const each of plan === "all" ? processesOf(work) : [pid]) Deno.kill(each, "SIGKILL");
          },
        });
        // Who lost what started it ends by itself.
        for (let i = 0; i < 100 && processesOf(work).length > 0; i++) {
          await new Promise((done) => setTimeout(done, 100));
        }
        must(processesOf(work).length === 0, "ranks are left");
        return ended.code !== 0;
      },
    }, tally);
  },
};
