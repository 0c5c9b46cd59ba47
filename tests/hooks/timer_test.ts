import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Event, timer } from "../../mod.ts";

Deno.test("timer() sums up where the time went, at the end", async () => {
  const hook = timer(), at = { epoch: 1, epochs: 1, step: 1, steps: 1, batch: 1, batches: 1 };
  const progress = { step: 1, epoch: 1, batch: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  const events: Event[] = [
    { type: "step", ...at, time: 60, dataTime: 15, lr: 0.1, size: 1 },
    { type: "val", task: "val", ...at, time: 30, dataTime: 0 },
  ];
  for (const event of events) assertEquals(await hook(event), undefined);
  const { note, facts } =
    (await hook({ type: "end", ...at, stopped: undefined, progress, snapshot: () => Promise.reject() }))!;
  assertMatch(
    note!,
    /^Time 0:01:30: steps 0:00:45 \(50 %\), data 0:00:15 \(17 %\), validation 0:00:30 \(33 %\), other 0:00:00 \(0 %\)$/,
  );
  const all = facts!.map((fact) => fact.kind === "scalar" ? fact.value : NaN);
  assertEquals(all.slice(0, 3), [45, 15, 30]);
  assert(all[4]! >= 90);
});
