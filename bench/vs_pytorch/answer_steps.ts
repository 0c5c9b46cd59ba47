/**
 * Raptor's side of growth.ts in a process of its own: answers each line on standard input with a line, as steps.py does.
 * `open NETWORK KIND BATCH` makes a network ready; `run N` does N steps and answers with their times in milliseconds; `peak` tells
 * the most memory since it was asked last, in MiB.
 */
import { stdin } from "node:process";
import { createInterface } from "node:readline";
import { native } from "../../mod.ts";
import { type Contestant, contestant, type Kind } from "./contestants.ts";

/** Linux begins to count anew where it is told to. */
function peak(): number {
  const most = /VmHWM:\s*(\d+)/.exec(Deno.readTextFileSync("/proc/self/status"));
  Deno.writeTextFileSync("/proc/self/clear_refs", "5");
  return Number(most![1]) / 1024;
}

const engine = await native().open();
let raptor: Contestant | undefined;
for await (const line of createInterface({ input: stdin })) {
  const [word, name, kind, batch] = line.split(" ");
  if (word === "open") {
    raptor = contestant(name!, kind as Kind, Number(batch), engine);
    console.log("open");
  } else if (word === "peak") console.log(peak());
  else console.log(Array.from({ length: Number(name) }, () => raptor!.step()).join(" "));
}
