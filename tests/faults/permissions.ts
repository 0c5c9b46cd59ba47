/** The flags that `permissions()` tells are enough, and none of them is too many: without any one of them the run is refused, or a variable that it looks at is not seen. */
import { findMpi } from "../../src/groups/mpi.ts";
import { needMpi, spawnRanksWith } from "../mpi.ts";
import { spawnWith } from "./spawn.ts";
import { attempt, type Kind, must, sentenceIn } from "./tally.ts";

const PROGRAM = "permission_program.ts";
const SHORT = ["nothing", "a work directory", "weights of a file"];
const LONG = [...SHORT, "wasm", "native", "images of a folder"];

/** A flag for each scope of flags. */
function scopesOf(flags: readonly string[]): string[] {
  return flags.flatMap((flag) => {
    const [name, scopes] = flag.split("=") as [string, string?];
    return scopes === undefined ? [name] : scopes.split(",").map((scope) => `${name}=${scope}`);
  });
}

/** What docs/several_machines.md says that ranks of Open MPI need besides. */
async function ofRanks(): Promise<string[]> {
  const found = await findMpi();
  const variables = ["OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"].map((name) => `--allow-env=${name}`);
  return found?.kind === "Open MPI" ? [`--allow-ffi=${found.path}`, `--allow-read=${found.path}`, ...variables] : [];
}

/** Two ranks with some permissions: whether they meet, and end well. */
async function meet(flags: readonly string[], folder: string): Promise<string> {
  const args = [`${import.meta.dirname}/${PROGRAM}`, folder, JSON.stringify({ name: "ranks" })];
  const { code, out, err } = await spawnRanksWith(["--no-prompt", ...flags], 2, ...args as [string]);
  const alone = code === 0 && out.split("RANKS 2").length !== 3;
  return code !== 0 ? `it ended with ${code}: ${sentenceIn(out + err)}` : alone ? "they did not meet" : "";
}

/** Sets of permissions. */
export const permissions: Kind = {
  name: "sets of permissions",
  async run({ long, folder }, tally) {
    const prepared = await spawnWith(["-A"], folder, { name: "", prepare: true }, { program: PROGRAM });
    must(prepared.code === 0, sentenceIn(prepared.output));
    const audit = `${folder}/audit.jsonl`;
    for (const name of long ? LONG : SHORT) {
      const told = await spawnWith(["-A"], folder, { name, tell: true }, { program: PROGRAM });
      const scopes = scopesOf(JSON.parse(told.output.split("\n").find((line) => line.startsWith("["))!));
      await attempt(tally, `${name}: all of ${scopes.length}`, async () => {
        await Deno.remove(audit).catch(() => {});
        const { code, output } = await spawnWith(["--no-prompt", ...scopes], folder, { name }, {
          program: PROGRAM,
          audit,
        });
        must(code === 0, `it ended with ${code}: ${sentenceIn(output)}`);
      });
      for (const [i, scope] of scopes.entries()) {
        await attempt(tally, `${name}: without ${scope}`, async () => {
          // A variable is a choice: without the right to read it the run goes on as if it were not set.
          const variable = scope.match(/^--allow-env=(.*)$/)?.[1];
          if (variable !== undefined) {
            const asked = (await Deno.readTextFile(audit)).includes(`"value":"${variable}"`);
            return must(asked, "it is never looked at");
          }
          const { code } = await spawnWith(["--no-prompt", ...scopes.toSpliced(i, 1)], folder, { name }, {
            program: PROGRAM,
          });
          must(code !== 0, "it is not needed");
        });
      }
    }
    const ranks = long && !(await needMpi()).ignore ? await ofRanks() : [];
    if (ranks.length === 0) return;
    await attempt(tally, `ranks: all of ${ranks.length}`, async () => {
      const wrong = await meet(ranks, folder);
      must(wrong === "", wrong);
    });
    for (const [i, scope] of ranks.entries()) {
      await attempt(tally, `ranks: without ${scope}`, async () => {
        must(await meet(ranks.toSpliced(i, 1), folder) !== "", "it is not needed");
      });
    }
  },
};
