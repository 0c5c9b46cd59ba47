import { assertEquals } from "@std/assert";
import { arrays, cpu, csv, type Event, meanSquaredError, mlp, runner, sgd } from "../../mod.ts";
import { startEvent } from "./start_event.ts";

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

Deno.test("csv() of a run that is resumed keeps the rows up to its step, and no later ones; a new run begins anew", async () => {
  const workDir = await Deno.makeTempDir(), file = `${workDir}/run.csv`;
  const run = (hook = csv(file, { interval: 1 })) =>
    runner({ workDir, log: false, interrupt: false })
      .model(() => mlp({ sizes: [1, 1] }))
      .data(arrays({ x: [[0], [1]], y: [[0], [2]], batchSize: 1 }))
      .loss(meanSquaredError())
      .optimizer(sgd({ lr: 0.05 }))
      .engine(cpu())
      .hook(hook);
  const steps = async () =>
    (await Deno.readTextFile(file)).trim().split("\n").slice(1).map((row) => Number(row.split(",")[1]));
  await run().train({ epochs: 2 });
  await run().train({ epochs: 3, resume: true });
  assertEquals(await steps(), [1, 2, 3, 4, 5, 6]);
  await run().train({ epochs: 2, resume: `${workDir}/epoch_1.safetensors` });
  assertEquals(await steps(), [1, 2, 3, 4]);
  await run().train({ epochs: 1 });
  assertEquals(await steps(), [1, 2]);
  // A hook that serves several runs, one after the other, is as good as several.
  const hook = csv(file, { interval: 1 });
  await run(hook).train({ epochs: 2 });
  await run(hook).train({ epochs: 3, resume: `${workDir}/epoch_1.safetensors` });
  assertEquals(await steps(), [1, 2, 3, 4, 5, 6]);
  await run(hook).train({ epochs: 1 });
  assertEquals(await steps(), [1, 2]);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("csv() tells a judging once that came after the last checkpoint of a run that was killed", async () => {
  const file = await Deno.makeTempFile();
  const numbers = { progress: { step: 10, epoch: 1, batch: 0, seed: 0, scores: {}, judged: 0, recent: {} } };
  const judged = (accuracy: number, step = 10): Event => ({
    ...{ type: "scores", task: "val", ...at, step, time: 1, dataTime: 0, scores: { accuracy } },
    ...{ better: { accuracy: "higher" }, ...numbers, snapshot: () => Promise.reject() },
  });
  const first = csv(file),
    noted: Event = { type: "facts", task: "val", facts: [{ kind: "scalar", name: "cats", value: 1 }] };
  for (const event of [startEvent(), told("a", 1), judged(90), noted]) await first(event);
  const second = csv(file);
  for (const event of [startEvent({ step: 10 }), judged(91), noted, told("a", 2, 20), judged(92, 20)]) {
    await second(event);
  }
  const rows = (await Deno.readTextFile(file)).trim().split("\n").slice(1).map((row) => row.split(","));
  assertEquals(rows.map(([task, step, , , , ...numbers]) => [task, step, ...numbers]), [
    ["train", "10", "1", "", "", "", ""],
    ["val", "10", "", "91", "0", "1", ""],
    ["val", "10", "", "", "", "", "1"],
    ["train", "20", "2", "", "", "", ""],
    ["val", "20", "", "92", "0", "1", ""],
  ]);
  await Deno.remove(file);
});
