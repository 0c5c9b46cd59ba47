import { assertEquals } from "@std/assert";
import { csv, type Event } from "../../mod.ts";

const at = { epoch: 1, epochs: 2, step: 10, steps: 50, batch: 10, batches: 25, samples: 320 };
const told = (name: string, value: number, step = 10): Event => ({
  ...{ type: "facts", task: "train", ...at, step, facts: [{ kind: "scalar", name, value }] },
});

Deno.test("csv() has a column for each number, also for one that comes later, and a row for each entry", async () => {
  const file = await Deno.makeTempFile(), hook = csv(file);
  for (const event of [told("a", 1), told("a", 2, 20), told('b,"c"', NaN, 30), told("a", 3, 40)]) await hook(event);
  const text = (await Deno.readTextFile(file)).replaceAll(/20[0-9T:.-]+Z/g, "NOW");
  assertEquals(text.split("\n"), [
    'task,step,epoch,samples,time,train/a,"train/b,""c"""',
    "train,10,1,320,NOW,1,",
    "train,20,1,320,NOW,2,",
    "train,30,1,320,NOW,,NaN",
    "train,40,1,320,NOW,3,",
    "",
  ]);
  await Deno.remove(file);
});
