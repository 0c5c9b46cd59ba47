import { assertEquals } from "@std/assert";
import { type Event, scalars, type ScalarsOptions } from "../../mod.ts";

const at = { epoch: 1, epochs: 2, step: 10, steps: 50, batch: 10, batches: 25, samples: 320 };

async function written(events: readonly Event[], options: ScalarsOptions = {}): Promise<Record<string, number>[]> {
  const file = await Deno.makeTempFile();
  const hook = scalars(file, options);
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
    Object.entries({
      ...{ lr: 0.01, data_time: 0.25, loss: 1 / 3, ce: 0.25, time: 0.5, epoch: 1, iter: 10, step: 10 },
      samples: 320,
    }),
  );
});

Deno.test("scalars() says step, epoch and samples in a run counted in steps too", async () => {
  const [line] = await written([step, { type: "report", ...at, epochs: undefined, losses: { loss: [1] } }]);
  assertEquals([line!.epoch, line!.iter, line!.step, line!.samples], [1, 10, 10, 320]);
});

const progress = { step: 10, epoch: 1, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
const judged = (accuracy: number): Event => ({
  ...{
    type: "scores",
    task: "val",
    ...at,
    time: 1,
    dataTime: 0.5,
    scores: { accuracy },
    better: { accuracy: "higher" },
  },
  ...{ progress, snapshot: () => Promise.reject(new Error("not asked for")) },
});

Deno.test("scalars() gives a validation the epoch as its step, or the step where that is asked for", async () => {
  const line = { accuracy: 76, data_time: 0.5, time: 1, epoch: 1, iter: 10, samples: 320 };
  assertEquals(await written([judged(76)]), [{ ...line, step: 1 }]);
  assertEquals(await written([judged(76)], { scoresBy: "step" }), [{ ...line, step: 10 }]);
  assertEquals(await written([{ ...judged(76), epochs: undefined } as Event]), [{ ...line, step: 10 }]);
});

Deno.test("scalars() names the pass where it is asked to", async () => {
  const [line] = await written([judged(76)], { hierarchy: true });
  assertEquals(Object.keys(line!), ["val/accuracy", "val/data_time", "val/time", "epoch", "iter", "step", "samples"]);
});

Deno.test("scalars() writes what is not finite as a string, and tables as lines of their own", async () => {
  const rows = [{ truth: "cat", predicted: "dog" }];
  const facts = [{ kind: "scalar", name: "norm", value: Infinity }, { kind: "rows", name: "seen", rows }] as const;
  const place = { epoch: 1, iter: 10, step: 10, samples: 320 };
  const lines: unknown[] = await written([{ type: "facts", task: "train", ...at, facts }]);
  assertEquals(lines, [{ norm: "Infinity", ...place }, { name: "seen", rows, task: "train", ...place }]);
});
