import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import {
  checkpoint,
  type EpochEvent,
  type Event,
  loadCheckpoint,
  type ScoresEvent,
  type StartEvent,
  type StepEvent,
} from "../../mod.ts";
import { startEvent } from "./start_event.ts";

const start = (step = 0, task: StartEvent["task"] = "train") => startEvent({ step, task });

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

const stepEvent = (step: number, steps = 60): StepEvent => ({
  ...{ type: "step", ...at(1, undefined), step, steps, time: 0, dataTime: 0, lr: 0.1, size: 1 },
  ...state(step, 0),
});

const names = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).toSorted();
const last = (folder: string) => Deno.readTextFile(`${folder}/last_checkpoint`);

Deno.test("checkpoint() saves every so many epochs and after the last, and names the newest", async () => {
  const dir = await Deno.makeTempDir();
  const hook = checkpoint(dir, { every: 2 });
  const notes: unknown[] = [];
  for (const event of [start(), ...[1, 2, 3, 4, 5].map((epoch) => epochEvent(epoch, 5))]) {
    const { note, facts = [] } = await hook(event) ?? {};
    notes.push([note, ...facts.map((fact) => fact.kind === "file" && `${fact.name}: ${fact.path}`)]);
  }
  assertEquals(await names(dir), [
    "epoch_2.safetensors",
    "epoch_4.safetensors",
    "epoch_5.safetensors",
    "last_checkpoint",
  ]);
  assertEquals(await last(dir), "epoch_5.safetensors");
  const saved = (epoch: number) => [
    `Saving checkpoint at ${epoch} epochs`,
    `checkpoint: ${dir}/epoch_${epoch}.safetensors`,
  ];
  assertEquals(notes, [
    [`Checkpoints will be saved to ${dir}.`],
    ...[[undefined], saved(2), [undefined], saved(4), saved(5)],
  ]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("checkpoint() saves the last step of a run whose steps nobody knew, unless it is not to", async () => {
  const end = { ...stepEvent(25), type: "end", steps: undefined, stopped: undefined } as unknown as Event;
  for (const saveLast of [true, false]) {
    const dir = await Deno.makeTempDir(), hook = checkpoint(dir, { every: 20, saveLast });
    for (const event of [start(), stepEvent(20), end]) await hook(event);
    assertEquals((await names(dir)).includes("step_25.safetensors"), saveLast);
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("checkpoint() removes at its start what a kill after the newest was written has left", async () => {
  const dir = await Deno.makeTempDir(), first = checkpoint(dir, { keep: 2 });
  await first(start());
  for (const epoch of [1, 2]) await first(epochEvent(epoch));
  await Deno.copyFile(`${dir}/epoch_1.safetensors`, `${dir}/kept`);
  let books: ReturnType<typeof first.state> = null;
  const third = epochEvent(3), snapshot = () => (books = first.state(), third.snapshot());
  await first({ ...third, snapshot });
  // As the folder was before the last call.
  await Deno.rename(`${dir}/kept`, `${dir}/epoch_1.safetensors`);
  const second = checkpoint(dir, { keep: 2 });
  second.restore(books);
  await second(start(30));
  assertEquals((await names(dir)).filter((name) => name.startsWith("epoch")), [
    "epoch_2.safetensors",
    "epoch_3.safetensors",
  ]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("checkpoint() keeps the newest, also after a resume", async () => {
  const dir = await Deno.makeTempDir();
  const first = checkpoint(dir, { keep: 2 });
  for (const event of [start(), epochEvent(1), epochEvent(2)]) await first(event);
  const second = checkpoint(dir, { keep: 2 });
  second.restore(first.state());
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
    resumed.restore(hook.state());
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
  assertEquals((await hook(end(4)))?.note, "Saving checkpoint at 4 iterations");
  assertEquals(await hook(end(4)), {});
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
  assertThrows(() => checkpoint("dir", { best: 5 as never }), RangeError, "best must be a string: got 5.");
  assertThrows(() => checkpoint("dir", { best: ["mae", 5 as never] }), RangeError, "best must be a string: got 5.");
  assertThrows(
    () => checkpoint("dir", { everyMinutes: 0 }),
    RangeError,
    "everyMinutes must be a finite number above 0: got 0",
  );
  assert(checkpoint("dir"));
});

Deno.test("checkpoint() serves one run after another, each with books of its own", async () => {
  const dir = await Deno.makeTempDir();
  const hook = checkpoint(dir, { keep: 1, best: "mae" });
  for (const event of [start(), epochEvent(1), scoresEvent(1, { mae: 1 }, "lower"), epochEvent(2)]) await hook(event);
  for (const event of [start(), epochEvent(5), scoresEvent(5, { mae: 3 }, "lower")]) await hook(event);
  assertEquals(await names(dir), [
    "best_mae_epoch_1.safetensors",
    "best_mae_epoch_5.safetensors",
    "epoch_2.safetensors",
    "epoch_5.safetensors",
    "last_checkpoint",
  ]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("checkpoint() saves every so many steps, wherever validations are", async () => {
  const dir = await Deno.makeTempDir();
  const hook = checkpoint(dir, { every: 20, saveLast: false });
  await hook(start());
  for (let step = 1; step <= 59; step++) await hook(stepEvent(step));
  assertEquals(await names(dir), ["last_checkpoint", "step_20.safetensors", "step_40.safetensors"]);
  await Deno.remove(dir, { recursive: true });
});

// The sequence of MMEngine's save_begin=5, interval=2 over ten epochs.
for (const [saveLast, kept] of [[true, [5, 7, 9, 10]], [false, [5, 7, 9]]] as const) {
  Deno.test(`checkpoint() begins where it is told, with saveLast ${saveLast}`, async () => {
    const dir = await Deno.makeTempDir();
    const hook = checkpoint(dir, { begin: 5, every: 2, saveLast });
    await hook(start());
    for (let epoch = 1; epoch <= 10; epoch++) await hook(epochEvent(epoch));
    assertEquals(
      (await names(dir)).filter((name) => name !== "last_checkpoint").map((name) => Number(name.match(/\d+/))).toSorted(
        (
          a,
          b,
        ) => a - b,
      ),
      [...kept],
    );
    await Deno.remove(dir, { recursive: true });
  });
}

Deno.test("checkpoint() saves by the clock as well, and by it alone where no every is given", async () => {
  const dir = await Deno.makeTempDir();
  const hook = checkpoint(dir, { everyMinutes: 1e-9, keep: 2 });
  await hook(start());
  for (let step = 1; step <= 3; step++) await hook(stepEvent(step));
  assertEquals(await names(dir), ["last_checkpoint", "step_2.safetensors", "step_3.safetensors"]);
  const seldom = checkpoint(dir, { everyMinutes: 60 });
  await seldom(start());
  for (let epoch = 1; epoch <= 3; epoch++) await seldom(epochEvent(epoch));
  assertEquals(await names(dir), ["last_checkpoint", "step_2.safetensors", "step_3.safetensors"]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("checkpoint() keeps several of the best, by several scores", async () => {
  const dir = await Deno.makeTempDir();
  const hook = checkpoint(dir, { best: ["accuracy", "a/b"], keepBest: 2, every: 100, saveLast: false });
  await hook(start());
  const scores = [[50, 1], [70, 2], [60, 0], [40, 3]] as const;
  for (const [i, [accuracy, other]] of scores.entries()) await hook(scoresEvent(i + 1, { accuracy, "a/b": other }));
  assertEquals(await names(dir), [
    "best_a%2Fb_epoch_2.safetensors",
    "best_a%2Fb_epoch_4.safetensors",
    "best_accuracy_epoch_2.safetensors",
    "best_accuracy_epoch_3.safetensors",
  ]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("checkpoint() keeps several of the best of one epoch, a better one too where a worse one comes later", async () => {
  const dir = await Deno.makeTempDir();
  const hook = checkpoint(dir, { best: "accuracy", keepBest: 2, every: 100, saveLast: false });
  await hook(start());
  const amid = (step: number, batch: number, accuracy: number): ScoresEvent => {
    const { progress, snapshot } = state(step, batch === 0 ? 1 : 0, { accuracy });
    const read = async () => ({ ...await snapshot(), progress: { ...progress, batch } });
    return { ...scoresEvent(1, { accuracy }), step, progress: { ...progress, batch }, snapshot: read };
  };
  for (const event of [amid(3, 3, 70), amid(6, 6, 90), amid(10, 0, 80)]) await hook(event);
  const found = (await names(dir)).map((name) => [name, loadCheckpoint(`${dir}/${name}`)] as const);
  const kept = await Promise.all(found.map(async ([name, read]) => [name, (await read).progress.scores]));
  assertEquals(kept, [
    ["best_accuracy_epoch_1.safetensors", { accuracy: 80 }],
    ["best_accuracy_step_6.safetensors", { accuracy: 90 }],
  ]);
  await Deno.remove(dir, { recursive: true });
});

for (const first of [NaN, Infinity, -Infinity]) {
  Deno.test(`checkpoint() does not take ${first} for the best`, async () => {
    const dir = await Deno.makeTempDir();
    const hook = checkpoint(dir, { best: "mae" });
    await hook(start());
    for (const [i, mae] of [first, 3, 2].entries()) await hook(scoresEvent(i + 1, { mae }, "lower"));
    assertEquals(await names(dir), ["best_mae_epoch_3.safetensors"]);
    await Deno.remove(dir, { recursive: true });
  });
}

for (const task of ["val", "test"] as const) {
  Deno.test(`checkpoint() neither writes nor removes where a run is for ${task}`, async () => {
    const dir = await Deno.makeTempDir();
    const learning = checkpoint(dir, { best: "mae" });
    for (const event of [start(), epochEvent(1), scoresEvent(1, { mae: 3 }, "lower")]) await learning(event);
    const before = await names(dir);
    const judging = checkpoint(dir, { best: "mae" });
    judging.restore(learning.state());
    assertEquals(await judging(start(10, task)), {});
    await judging({ ...scoresEvent(1, { mae: 1 }, "lower"), task });
    await judging({ type: "end", ...at(1, undefined), stopped: "interrupted", ...state(10, 1) });
    await judging({ type: "error", error: new Error("broken"), ...state(11, 1) });
    assertEquals(await names(dir), before);
    assertEquals((await loadCheckpoint(`${dir}/best_mae_epoch_1.safetensors`)).progress.scores, { mae: 3 });
    await Deno.remove(dir, { recursive: true });
  });
}

Deno.test("checkpoint() removes no file of another run, though its own books name it", async () => {
  const dir = await Deno.makeTempDir();
  const mine = checkpoint(dir), other = checkpoint(dir);
  for (const event of [start(), epochEvent(1), epochEvent(2)]) await mine(event);
  for (const event of [start(), epochEvent(1)]) await other(event);
  const resumed = checkpoint(dir, { keep: 1 });
  resumed.restore(mine.state());
  for (const event of [start(20), epochEvent(3)]) await resumed(event);
  // epoch_1 is of the other run, which has moved this one's aside.
  const found = (await names(dir)).map((name) => name.replace(/of_[0-9a-f]+/, "of_mine"));
  assertEquals(found, ["epoch_1.of_mine.safetensors", "epoch_1.safetensors", "epoch_3.safetensors", "last_checkpoint"]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("checkpoint() goes on where someone has removed a file that was due", async () => {
  const dir = await Deno.makeTempDir();
  const hook = checkpoint(dir, { keep: 2 });
  for (const event of [start(), epochEvent(1), epochEvent(2)]) await hook(event);
  await Deno.remove(`${dir}/epoch_1.safetensors`);
  for (const event of [epochEvent(3), epochEvent(4)]) await hook(event);
  assertEquals(await names(dir), ["epoch_3.safetensors", "epoch_4.safetensors", "last_checkpoint"]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("checkpoint() saves what was learnt before a failure, and says where", async () => {
  const dir = await Deno.makeTempDir();
  const hook = checkpoint(dir);
  for (const event of [start(), epochEvent(1)]) await hook(event);
  const error = new Error("broken");
  const where = `What was learnt before the failure is saved in ${dir}/step_14.safetensors`;
  assertEquals((await hook({ type: "error", error, ...state(14, 1) }))?.note, where);
  assertEquals(await last(dir), "step_14.safetensors");
  assertEquals(await hook({ type: "error", error, ...state(14, 1) }), { note: where.replace("saved ", "") });
  // Within a step there is nothing to save.
  assertEquals(await hook({ type: "error", error }), {});
  await Deno.remove(dir, { recursive: true });
});

Deno.test("checkpoint() saves an epoch whose last step was saved by itself, as it failed there", async () => {
  const dir = await Deno.makeTempDir(), error = new Error("of a hook");
  const hook = checkpoint(dir);
  await hook(start());
  await hook({ type: "error", error, ...state(10, 0) });
  assertEquals(await last(dir), "step_10.safetensors");
  await hook(epochEvent(1));
  assertEquals(await last(dir), "epoch_1.safetensors");
  await Deno.remove(dir, { recursive: true });
});

Deno.test("checkpoint() names the last good file where numbers are not finite, and keeps it", async () => {
  const dir = await Deno.makeTempDir();
  const hook = checkpoint(dir, { keep: 1 });
  for (const event of [start(), epochEvent(1)]) await hook(event);
  const snapshot = () => Promise.reject(new RangeError("Cannot take a snapshot of m: got others in a."));
  const text = "got others in a. The last checkpoint before is epoch_1.safetensors.";
  await assertRejects(async () => void await hook({ ...epochEvent(2), snapshot }), RangeError, text);
  const { progress } = state(20, 2);
  const answer = await hook({ type: "error", error: new Error("broken"), progress, snapshot });
  assertMatch(answer!.note!, /^What was learnt after epoch_1.safetensors is lost: Cannot take a snapshot/);
  assertEquals([await names(dir), await last(dir)], [
    ["epoch_1.safetensors", "last_checkpoint"],
    "epoch_1.safetensors",
  ]);
  await Deno.remove(dir, { recursive: true });
});
