/**
 * Fuzzes readers one after the other, each in a process that is ended where it gives no sign for a minute, as one whose parser has
 * no end: `watched.ts SECONDS SEED FOLDER [READER...]`. Its lines are the rows of a record; what was found lies in the folder.
 */
import { join } from "node:path";
import type { Reader } from "./reader.ts";
import { readers } from "./readers.ts";

/** What came of a reader. */
export interface Watched {
  readonly reader: string;
  readonly tries: number;
  readonly read: number;
  readonly places: number;
  /** A sentence for each kind of fault. */
  readonly faults: readonly string[];
}

/**
 * Fuzzes one for some time; what has no end is a fault, after which it goes on with another seed.
 *
 * @param silence How long no sign may come, in seconds.
 * @param program What fuzzes; another one in tests.
 */
export async function watched(
  { name, file }: Pick<Reader, "name" | "file">,
  { seconds, seed, folder, silence = 60, program = `${import.meta.dirname}/program.ts` }: {
    readonly seconds: number;
    readonly seed: number;
    readonly folder: string;
    readonly silence?: number;
    readonly program?: string;
  },
): Promise<Watched> {
  const began = performance.now(), all = { tries: 0, read: 0, places: 0 }, faults = new Set<string>();
  for (let round = 0;; round++) {
    const left = seconds - (performance.now() - began) / 1000, place = join(folder, `${name}_${seed + round}`);
    if (left <= 0) break;
    const args = [
      "run",
      "-A",
      "--no-check",
      "-q",
      program,
      name,
      "1000000000",
      String(seed + round),
      place,
      String(left),
    ];
    const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "piped", stdin: "null" }).spawn();
    const errors = new Response(child.stderr).text();
    let output = "", ended = false, silent = 0;
    // Seconds that this process has seen: where a machine stops both, none goes by.
    const clock = setInterval(() => {
      if (++silent >= silence && !ended) ended = true, child.kill("SIGKILL");
    }, 1000);
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      output += text, silent = 0;
    }
    clearInterval(clock);
    const { code } = await child.status, lines = output.split("\n");
    const told = lines.find((line) => line.startsWith("{"));
    const reached = Number(lines.findLast((line) => line.startsWith("TRY "))?.slice(4) ?? 0);
    if (told !== undefined) {
      const { tries, read, places, faults: found } = JSON.parse(told);
      all.tries += tries, all.read += read, all.places = Math.max(all.places, places);
      for (const fault of found) faults.add(fault);
      break;
    }
    all.tries += reached;
    faults.add(
      ended ? `an input without end: ${join(place, file)}` : `it ended with ${code}: ${(await errors).slice(0, 300)}`,
    );
  }
  return { reader: name, ...all, faults: [...faults] };
}

if (import.meta.main) {
  const [seconds, seed, folder, ...names] = Deno.args as [string, string, string, ...string[]];
  for (const reader of readers.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const { tries, read, places, faults } = await watched(reader, {
      seconds: Number(seconds),
      seed: Number(seed),
      folder,
    });
    console.log(`| ${reader.name} | ${tries} | ${read} | ${places} |`);
    for (const fault of faults) console.log(`    ${fault}`);
  }
}
