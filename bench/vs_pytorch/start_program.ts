/** Raptor's side of start.ts: from nothing to a trained step of ResNet-50, then some more of them. */
import { native } from "../../mod.ts";
import { contestant } from "./contestants.ts";

const network = contestant("resnet50", "train", 32, await native().open());
for (let step = 0; step < Number(Deno.args[0]); step++) {
  network.step();
  if (step === 0) console.log("first");
}
console.log(/VmHWM:\s+(\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))![1]);
