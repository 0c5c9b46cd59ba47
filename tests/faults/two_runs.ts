/** Two runs in one folder: the second is refused, names the first, and touches nothing. */
import { join } from "node:path";
import { newestState } from "./folder.ts";
import { straightRun } from "./recover.ts";
import { meanwhile, spawn } from "./spawn.ts";
import { attempt, type Kind, must, sentenceIn } from "./tally.ts";

/** How long a run waits for another one to have ended, at most, in milliseconds. */
const LONG = 60_000;

/** A second run while the first one is on. */
export const twoRuns: Kind = {
  name: "two runs in a folder",
  async run({ long, folder }, tally) {
    const work = join(folder, "work");
    const { state } = await straightRun();
    const go = () => Deno.writeTextFile(`${work}.go`, "");
    const anew = async () => {
      for (const path of [work, `${work}.go`]) await Deno.remove(path, { recursive: true }).catch(() => {});
    };
    for (let i = 0; i < (long ? 8 : 2); i++) {
      await attempt(tally, `try ${i + 1}`, async () => {
        await anew();
        const at = 2 + i, plan = { step: "wait", at, ms: LONG, resume: false } as const;
        let second = "it was not started";
        const first = await meanwhile(work, plan, { line: "WAITING" }, async ({ pid }) => {
          const before = await listing(work);
          const { code, output } = await spawn(work, { resume: i % 2 === 0 });
          const refusal = `Cannot train in ${work} as one run at a time may write there: got the process ${pid}.`;
          second = code !== 1 || !output.includes(refusal)
            ? `it ended with ${code}: ${sentenceIn(output)}`
            : await listing(work) === before
            ? ""
            : `it touched ${work}`;
          await go();
        });
        must(second === "", `the second run: ${second}`);
        must(first.code === 0, `the first run ended with ${first.code}: ${sentenceIn(first.output)}`);
        must(await newestState(work) === state, "the first run came to other numbers");
      });
    }
    await attempt(tally, "two runs that begin at once", async () => {
      await anew();
      const plan = { step: "wait", at: 3, ms: LONG, resume: false } as const,
        runs = [spawn(work, plan), spawn(work, plan)];
      await Promise.race(runs);
      await go();
      const both = await Promise.all(runs);
      const codes = both.map(({ code }) => code).toSorted();
      must(
        `${codes}` === "0,1",
        `they ended with ${codes}: ${both.map(({ output }) => sentenceIn(output)).join(" | ")}`,
      );
      must(await newestState(work) === state, "the one that ran came to other numbers");
    });
  },
};

/** Names, sizes and times of all files, the folders of logs too. */
async function listing(folder: string): Promise<string> {
  const lines: string[] = [];
  const walk = async (path: string) => {
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      const each = join(path, name), { size, mtime } = await Deno.stat(each);
      lines.push(`${each} ${isDirectory ? "" : `${size} ${mtime?.getTime()}`}`);
      if (isDirectory) await walk(each);
    }
  };
  await walk(folder);
  return lines.toSorted().join("\n");
}
