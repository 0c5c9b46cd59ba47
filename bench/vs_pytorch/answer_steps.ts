/**
 * Raptor's side of steps.ts and growth.ts in a process of its own: answers each line on standard input with a line, as steps.py does.
 * `version` tells the engine and its threads; `open NETWORK KIND BATCH` makes a network ready; `run N` does N steps and answers with their
 * times in milliseconds; `peak` tells the most memory since it was asked last, in MiB; `spent N` where the time of N steps went, where
 * it was started with `--profile`. The flags are those of steps.ts that choose an engine.
 */
import { stdin } from "node:process";
import { createInterface } from "node:readline";
import { parseArgs } from "@std/cli/parse-args";
import { mixedPrecision, native, wasm } from "../../mod.ts";
import { clockKernels } from "../kernel_clock.ts";
import { type Contestant, contestant, type Kind } from "./contestants.ts";

const flags = parseArgs(Deno.args, {
  string: ["engine", "threads", "at-once"],
  boolean: ["eager", "mixed", "profile", "one-dnn"],
});
const numbers = Object.entries({ threads: flags.threads, atOnce: flags["at-once"] }).filter(([, count]) =>
  count !== undefined
);
const counts = Object.fromEntries(numbers.map(([name, count]) => [name, Number(count)]));
const plain = flags.engine === "wasm"
  ? wasm()
  : native({ compile: !flags.eager, ...counts, ...flags["one-dnn"] && { oneDnn: true } });
const engine = await (flags.mixed ? mixedPrecision(plain) : plain).open();
const clock = flags.profile ? clockKernels(engine.backend) : undefined;

/** Linux begins to count anew where it is told to. */
function peak(): number {
  const most = /VmHWM:\s*(\d+)/.exec(Deno.readTextFileSync("/proc/self/status"));
  Deno.writeTextFileSync("/proc/self/clear_refs", "5");
  return Number(most![1]) / 1024;
}

let raptor: Contestant | undefined;
const answers: Readonly<Record<string, (...words: readonly string[]) => unknown>> = {
  version: () => `${engine.version}, ${engine.threads} threads`,
  open(name, kind, batch) {
    raptor?.dispose();
    raptor = contestant(name!, kind as Kind, Number(batch), engine);
    return "open";
  },
  run: (steps) => Array.from({ length: Number(steps) }, () => raptor!.step()).join(" "),
  peak() {
    clock?.forget();
    return peak();
  },
  spent: (steps) => JSON.stringify(clock?.lines(Number(steps)) ?? []),
};
for await (const line of createInterface({ input: stdin })) {
  const [word, ...rest] = line.split(" ");
  console.log(answers[word!]!(...rest));
}
