import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  arrays,
  cpu,
  csv,
  type Entry,
  type Event,
  meanSquaredError,
  mlp,
  runner,
  sgd,
  sink,
  tensorboard,
} from "../../mod.ts";

const at = { epoch: 2, epochs: 3, step: 30, steps: 60, batch: 10, batches: 20, samples: 960 };

Deno.test("sink() hands on reports, validations and facts, each with its place in the run", async () => {
  const sent: Entry[] = [], hook = sink((entry) => void sent.push(entry), { interval: 10 });
  const progress = { step: 30, epoch: 1, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  const events: Event[] = [
    { type: "step", ...at, time: 0.5, dataTime: 0.25, lr: 0.01, size: 32 },
    { type: "report", ...at, losses: { loss: [2, 4] } },
    { type: "report", ...at, batch: 11, losses: { loss: [2] } },
    {
      ...{ type: "scores", task: "val", ...at, time: 1, dataTime: 0.5, scores: { mae: 7 }, better: { mae: "lower" } },
      ...{ progress, snapshot: () => Promise.reject() },
    },
    { type: "facts", task: "train", ...at, facts: [{ kind: "text", name: "hello", text: "world" }] },
  ];
  for (const event of events) await hook(event);
  const place = { step: 30, epoch: 2, inEpochs: true, samples: 960 };
  assertEquals(sent.map(({ time: _, ...entry }) => entry), [
    { task: "train", ...place, scalars: { lr: 0.01, data_time: 0.25, loss: 3, time: 0.5 }, facts: [] },
    { task: "val", ...place, scalars: { mae: 7, data_time: 0.5, time: 1 }, facts: [] },
    { task: "train", ...place, scalars: {}, facts: [{ kind: "text", name: "hello", text: "world" }] },
  ]);
});

Deno.test("sink() waits for what it writes to, and lets its error out", async () => {
  const hook = sink(() => Promise.reject(new Error("no network")));
  await assertRejects(
    async () => void await hook({ type: "facts", task: "val", facts: [] }),
    Error,
    "no network",
  );
  assertThrows(() => sink(5 as never), RangeError, "write must be a function: got 5.");
});

Deno.test("sink(), csv() and tensorboard() have a run tell at their own interval, whatever its log does", async () => {
  const folder = await Deno.makeTempDir(), steps: number[] = [];
  const x = [[1], [2], [3], [4]], y = [[2], [4], [6], [8]];
  await runner({ log: false })
    .model(mlp({ sizes: [1, 1] }))
    .data(arrays({ x, y, batchSize: 1 }))
    .loss(meanSquaredError())
    .optimizer(sgd({ lr: 0.01 }))
    .engine(cpu())
    .hook(sink(({ step }) => void steps.push(step), { interval: 2 }), csv(`${folder}/table.csv`, { interval: 1 }))
    .train({ epochs: 1 });
  assertEquals(steps, [2, 4]);
  assertEquals((await Deno.readTextFile(`${folder}/table.csv`)).trimEnd().split("\n").length, 1 + 4);
  assertEquals(tensorboard(folder, { interval: 3 }).needs?.reports, 3);
  await Deno.remove(folder, { recursive: true });
});
