import { assert, assertEquals, assertThrows } from "@std/assert";
import { checkpoint, type EpochEvent, type Event, loadCheckpoint, type ScoresEvent } from "../../mod.ts";

const engine = { name: "cpu", backend: "cpu", version: "1", device: "cpu" };
const start = (step = 0): Event => ({
  type: "start",
  task: "train",
  model: "m",
  dataset: "d",
  parameters: 1,
  engine,
  seed: 0,
  step,
  recent: {},
});

function state(step: number, epoch: number, scores: Record<string, number> = {}) {
  const progress = { step, epoch, batch: 0, samples: 0, seed: 0, scores, judged: 0, recent: {} };
  const weights = { a: { dtype: "float32", shape: [1], data: Float32Array.of(step) } } as const;
  return { progress, snapshot: () => Promise.resolve({ model: "m", optimizer: "sgd", weights, slots: {}, progress }) };
}

const at = (epoch: number, epochs: number | undefined) => ({
  epoch,
  epochs,
  step: epoch * 10,
  steps: epochs && epochs * 10,
  batch: 0,
  batches: 10,
});
const epochEvent = (epoch: number, epochs = 10): EpochEvent => ({
  type: "epoch",
  ...at(epoch, epochs),
  ...state(epoch * 10, epoch),
});
const scoresEvent = (
  epoch: number,
  scores: Record<string, number>,
  better: "higher" | "lower" = "higher",
): ScoresEvent => ({
  ...{ type: "scores", task: "val", ...at(epoch, 10), time: 0, dataTime: 0, scores },
  ...{
    better: Object.fromEntries(Object.keys(scores).map((name) => [name, better])),
    ...state(epoch * 10, epoch, scores),
  },
});

const names = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).toSorted();
const last = (folder: string) => Deno.readTextFile(`${folder}/last_checkpoint`);

Deno.test("checkpoint() saves every so many epochs and after the last, and names the newest", async () => {
  const dir = await Deno.makeTempDir();
  const hook = checkpoint(dir, { every: 2 });
  const notes: unknown[] = [];
  for (const event of [start(), ...[1, 2, 3, 4, 5].map((epoch) => epochEvent(epoch, 5))]) notes.push(await hook(event));
  assertEquals(await names(dir), [
    "epoch_2.safetensors",
    "epoch_4.safetensors",
    "epoch_5.safetensors",
    "last_checkpoint",
  ]);
  assertEquals(await last(dir), "epoch_5.safetensors");
  assertEquals(notes, [
    { note: `Checkpoints will be saved to ${dir}.` },
    undefined,
    { note: "Saving checkpoint at 2 epochs" },
    undefined,
    { note: "Saving checkpoint at 4 epochs" },
    { note: "Saving checkpoint at 5 epochs" },
  ]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("checkpoint() keeps the newest, also after a resume", async () => {
  const dir = await Deno.makeTempDir();
  const first = checkpoint(dir, { keep: 2 });
  for (const event of [start(), epochEvent(1), epochEvent(2)]) await first(event);
  const second = checkpoint(dir, { keep: 2 });
  for (const event of [start(20), epochEvent(3), epochEvent(4)]) await second(event);
  assertEquals(await names(dir), ["epoch_3.safetensors", "epoch_4.safetensors", "last_checkpoint"]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("checkpoint() writes the scores into the checkpoint that they judge", async () => {
  const dir = await Deno.makeTempDir();
  const hook = checkpoint(dir);
  for (const event of [start(), epochEvent(1), scoresEvent(1, { accuracy: 50 })]) await hook(event);
  assertEquals((await loadCheckpoint(`${dir}/epoch_1.safetensors`)).progress.scores, { accuracy: 50 });
  await Deno.remove(dir, { recursive: true });
});

for (const [better, values, kept] of [["higher", [76, 80, 79], 2], ["lower", [3, 2, 4], 2]] as const) {
  Deno.test(`checkpoint() keeps the best where ${better} is better, also after a resume`, async () => {
    const dir = await Deno.makeTempDir();
    const hook = checkpoint(dir, { best: "score" });
    await hook(start());
    for (const [i, score] of values.entries()) {
      await hook(epochEvent(i + 1));
      await hook(scoresEvent(i + 1, { score }, better));
    }
    const best = async () => (await names(dir)).filter((name) => name.startsWith("best"));
    assertEquals(await best(), [`best_score_epoch_${kept}.safetensors`]);
    const resumed = checkpoint(dir, { best: "score" });
    await resumed(start(30));
    await resumed(scoresEvent(4, { score: values[0] }, better));
    assertEquals(await best(), [`best_score_epoch_${kept}.safetensors`]);
    await Deno.remove(dir, { recursive: true });
  });
}

Deno.test("checkpoint() saves a run that was stopped between epochs, and not one that has just been saved", async () => {
  const dir = await Deno.makeTempDir();
  const hook = checkpoint(dir);
  const end = (step: number): Event => ({ type: "end", ...at(1, 10), step, stopped: "interrupted", ...state(step, 0) });
  await hook(start());
  assertEquals(await hook(end(4)), { note: "Saving checkpoint at 4 iterations" });
  assertEquals(await hook(end(4)), undefined);
  assertEquals(await last(dir), "step_4.safetensors");
  await Deno.remove(dir, { recursive: true });
});

Deno.test("checkpoint() refuses wrong options", () => {
  assertThrows(
    () => checkpoint("dir", { every: 0.5 }),
    RangeError,
    "every must be a whole number of at least 1: got 0.5",
  );
  assertThrows(() => checkpoint("dir", { keep: 0 }), RangeError, "keep must be a whole number of at least 1: got 0");
  assert(checkpoint("dir"));
});
