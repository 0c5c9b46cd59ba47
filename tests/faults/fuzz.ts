/** Readers of bytes that others have made, fuzzed: each input is read as what it is, or refused in a sentence, in bounded time and memory. */
import { join } from "node:path";
import { fuzzed } from "./fuzz/fuzzed.ts";
import { rawness } from "./fuzz/reader.ts";
import { readers } from "./fuzz/readers.ts";
import { watched } from "./fuzz/watched.ts";
import { attempt, type Kind, must } from "./tally.ts";

/** Inputs of each reader. */
const SHORT = 12, LONG = 3000;

/** Those whose damaged files are ended by time alone, which takes seconds each: fuzzed by hand. */
const SLOW = ["arrow", "keras-h5"];

/** All readers. By `fuzz/program.ts` one is fuzzed for as long as wanted. */
export const fuzz: Kind = {
  name: "fuzzed readers",
  async run({ long, seed, folder }, tally) {
    for (const reader of readers.filter(({ name }) => !SLOW.includes(name))) {
      const place = join(folder, reader.name);
      await Deno.mkdir(place);
      const count = long ? LONG : SHORT;
      await attempt(tally, reader.name, async () => {
        const { tries, faults } = await fuzzed(reader, { count, seed, folder: place, guide: long });
        tally.tries += tries - 1;
        must(faults.size === 0, [...faults.keys()].join("; "));
        tally.survived += tries - 1;
      });
    }
    for (const [name, judge] of Object.entries(JUDGED)) await attempt(tally, name, judge);
  },
};

/** What would go unseen if it were judged wrongly. */
const JUDGED: Readonly<Record<string, () => void | Promise<void>>> = {
  "a parser without end is ended": async () => {
    const program = `${import.meta.dirname}/fuzz/endless_program.ts`,
      how = { seconds: 1, seed: 1, folder: "a", silence: 2 };
    const { faults } = await watched({ name: "tar", file: "a.tar" }, { ...how, program });
    must(`${faults}` === "an input without end: a/tar_1/a.tar", `${faults}`);
  },
  "an error of the engine is no sentence": () => {
    const raw = (message: string) => rawness(new TypeError(message), readers[0]!) !== undefined;
    must(raw("Cannot read properties of undefined (reading 'a')"), "Cannot read properties");
    must(raw("Cannot read a.pt as it must be whole: got x is not a function"), "within a sentence");
    must(raw("Cannot read a.pt as it must be whole: got \x1b[2J"), "control characters");
    must(!raw("Cannot read a.pt as it must be whole: got 3 bytes"), "a sentence is one");
  },
};
