/**
 * A long run on CIFAR-10 with two ranks, all hooks, and a fault every so often, beside one that nothing disturbs:
 * `deno task faults:long [--minutes 120] [--every 120] [--samples 50000] [--judged 10000] [--data data] [--seed 1] [--record FILE]`.
 * Each fault is a line of JSON, in the file too. It fails if anything was lost, or the ends are not equal.
 */
import { parseArgs } from "@std/cli/parse-args";
import { longRun } from "../tests/faults/long/long_run.ts";

const flags = parseArgs(Deno.args, {
  string: ["minutes", "every", "samples", "judged", "data", "seed", "record"],
  default: { minutes: "120", every: "120", samples: "50000", judged: "10000", data: "data", seed: "1" },
});
const folder = await Deno.makeTempDir({ prefix: "faults" });
const tell = (line: object) => {
  const text = JSON.stringify(line);
  console.log(text);
  if (flags.record !== undefined) Deno.writeTextFileSync(flags.record, `${text}\n`, { append: true });
};
const end = await longRun({
  ...{ minutes: Number(flags.minutes), every: Number(flags.every), seed: Number(flags.seed), folder, tell },
  data: {
    dataDir: await Deno.realPath(flags.data),
    samples: Number(flags.samples),
    judged: Number(flags.judged),
  },
});
tell(end);
if (end.lost.length > 0 || !end.equal) {
  console.error(`What is left lies in ${folder}.`);
  Deno.exit(1);
}
await Deno.remove(folder, { recursive: true });
