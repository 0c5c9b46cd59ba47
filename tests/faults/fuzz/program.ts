/** Fuzzes one reader in a process of its own: `program.ts READER COUNT SEED FOLDER SECONDS`. Its last line is what came of it, as JSON. */
import { join } from "node:path";
import { fuzzed } from "./fuzzed.ts";
import { readers } from "./readers.ts";

const [name, count, seed, folder, seconds] = Deno.args as [string, string, string, string, string];
const reader = readers.find((reader) => reader.name === name);
if (reader === undefined) {
  throw new TypeError(`Cannot fuzz ${name} as it must be one of ${readers.map(({ name }) => name)}.`);
}
await Deno.mkdir(folder, { recursive: true });
let signed = 0;
// Who watches ends what gives no sign.
const onTry = (number: number) => {
  if (performance.now() - signed < 1000) return;
  signed = performance.now();
  console.log(`TRY ${number}`);
};
const { faults, ...counts } = await fuzzed(reader, {
  count: Number(count),
  seed: Number(seed),
  folder,
  guide: true,
  seconds: Number(seconds),
  onTry,
});
for (const [i, bytes] of [...faults.values()].entries()) {
  await Deno.writeFile(join(folder, `fault_${i}_${reader.file}`), bytes);
}
console.log(JSON.stringify({ reader: name, seed: Number(seed), ...counts, faults: [...faults.keys()] }));
