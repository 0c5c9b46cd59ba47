/**
 * Tries faults on a tiny run and tells how many were survived: `deno task faults [--short] [--only WORD] [--seed N]
 * [--record FILE]`. It fails if anything was lost.
 */
import { parseArgs } from "@std/cli/parse-args";
import { kinds, tryKind } from "../tests/faults/kinds.ts";

const flags = parseArgs(Deno.args, { boolean: ["short"], string: ["only", "seed", "record"] });
const long = !flags.short, seed = Number(flags.seed ?? 1);
const rows = ["| fault | tries | survived | seconds |", "|---|---|---|---|"], lost: string[] = [];
for (const kind of kinds.filter(({ name }) => flags.only === undefined || name.includes(flags.only))) {
  if (kind.long && !long || (await kind.needs?.())?.ignore) continue;
  const begin = performance.now();
  const { tries, survived, lost: sentences } = await tryKind(kind, { long, seed });
  rows.push(`| ${kind.name} | ${tries} | ${survived} | ${((performance.now() - begin) / 1000).toFixed(0)} |`);
  lost.push(...sentences);
  console.log(rows.at(-1), ...sentences.map((sentence) => `\n    ${sentence}`));
}
const text = [
  ...rows,
  "",
  ...lost.length === 0 ? ["Nothing was lost."] : ["Lost:", "", ...lost.map((line) => `- ${line}`)],
].join("\n");
console.log(`\n${text}`);
if (flags.record !== undefined) await Deno.writeTextFile(flags.record, `${text}\n`);
Deno.exit(lost.length === 0 ? 0 : 1);
