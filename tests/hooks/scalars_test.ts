import { assertEquals } from "@std/assert";
import { type Event, scalars } from "../../mod.ts";

const at = { epoch: 1, epochs: 2, step: 10, steps: 50, batch: 10, batches: 25 };

async function written(events: readonly Event[]): Promise<Record<string, number>[]> {
  const file = await Deno.makeTempFile();
  const hook = scalars(file);
  for (const event of events) await hook(event);
  const text = await Deno.readTextFile(file);
  await Deno.remove(file);
  return text.trimEnd().split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

const step = { type: "step", ...at, time: 0.5, dataTime: 0.25, lr: 0.01, size: 32 } as const;

Deno.test("scalars() writes MMEngine's keys in its order, in full precision", async () => {
  const [line] = await written([step, { type: "report", ...at, losses: { loss: [1 / 3], ce: [0.25] } }]);
  assertEquals(
    Object.entries(line!),
    Object.entries({ lr: 0.01, data_time: 0.25, loss: 1 / 3, ce: 0.25, time: 0.5, epoch: 1, iter: 10, step: 10 }),
  );
});

Deno.test("scalars() has no epoch in a run counted in steps", async () => {
  const [line] = await written([step, { type: "report", ...at, epochs: undefined, losses: { loss: [1] } }]);
  assertEquals("epoch" in line!, false);
});

Deno.test("scalars() gives a validation the epoch as its step", async () => {
  const progress = { step: 10, epoch: 1, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  const state = { progress, snapshot: () => Promise.reject(new Error("not asked for")) };
  const scores = { scores: { accuracy: 76 }, better: { accuracy: "higher" } } as const;
  const lines = await written([{ type: "scores", task: "val", ...at, time: 1, dataTime: 0.5, ...scores, ...state }]);
  assertEquals(lines, [{ accuracy: 76, data_time: 0.5, time: 1, step: 1 }]);
});
