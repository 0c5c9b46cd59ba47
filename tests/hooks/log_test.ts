/** The golden lines are those of MMEngine, as measured; only the name of the program differs. */
import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { type Event, log, type ScoresEvent } from "../../mod.ts";
import { startEvent } from "./start_event.ts";

const at = { epoch: 1, epochs: 2, step: 10, steps: 50, batch: 10, batches: 25 };
const engine = { name: "cpu", backend: "cpu", version: "tfjs 4.22.0", device: "x86_64", reason: "it was asked for" };

function logged(events: readonly Event[], options: Parameters<typeof log>[0] = {}): string[] {
  const lines: string[] = [];
  const hook = log({ write: (line) => lines.push(line), progress: false, ...options });
  for (const event of events) hook(event);
  return lines.map((line) => line.replace(/^\d\d\/\d\d \d\d:\d\d:\d\d - raptor - INFO - /, ""));
}

function steps(count: number, change: Partial<typeof at> = {}, time = 0.0034): Event[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ type: "step", ...at, ...change, step: i + 1, batch: i + 1, time, dataTime: 0.0006, lr: 0.01, size: 32 },
  } as const));
}

const report = (change: Partial<typeof at> | { epochs: undefined }, losses: Record<string, number[]>): Event => ({
  ...{ type: "report", ...at, ...change, losses } as const,
});

Deno.test("log() writes a training line with MMEngine's fields, widths and decimals", () => {
  const lines = logged([...steps(10), report({}, { loss: Array(10).fill(1.1356), loss_ce: Array(10).fill(1.1356) })]);
  assertEquals(lines, [
    "Epoch(train) [1][10/25]  lr: 1.0000e-02  eta: 0:00:00  time: 0.0034  data_time: 0.0006  loss: 1.1356  loss_ce: 1.1356",
  ]);
});

Deno.test("log() aligns the epoch to the largest and the batch to the loader's length", () => {
  const wide = { epochs: 10, steps: 1300, batches: 130, batch: 60, step: 60 };
  assertMatch(
    logged([...steps(60, wide), report(wide, { loss: [1] })]).at(-1)!,
    /^Epoch\(train\) {2}\[1\]\[ 60\/130\] {2}lr: /,
  );
});

Deno.test("log() counts iterations in a run counted in steps", () => {
  const change = { epochs: undefined, step: 10, steps: 60 };
  assertMatch(
    logged([...steps(10), report(change, { loss: [1] })]).at(-1)!,
    /^Iter\(train\) \[10\/60\] {2}lr: 1\.0000e-02 {2}eta: /,
  );
});

Deno.test("log() smooths the loss over the last ten steps, across reports", () => {
  const first = report({}, { loss: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
  const second = report({ step: 20, batch: 20 }, { loss: [11, 12] });
  const lines = logged([...steps(10), first, second]);
  assertMatch(lines[0]!, /loss: 5\.5000$/);
  assertMatch(lines[1]!, /loss: 7\.5000$/);
});

Deno.test("log() takes the time left from the mean of all steps and the time from the last ten", () => {
  const slow = steps(10, {}, 2), fast = steps(10, {}, 1);
  const line = logged([...slow, ...fast, report({ step: 20, batch: 20 }, { loss: [1] })]).at(-1)!;
  assertMatch(line, /eta: 0:00:45 {2}time: 1\.0000/);
});

Deno.test("log() prints no line for the rest of an epoch, but one for an epoch shorter than the interval", () => {
  assertEquals(logged([...steps(25), report({ step: 25, batch: 25 }, { loss: [1] })]), []);
  const short = { batches: 5, batch: 5, step: 5, steps: 10 };
  assertEquals(logged([...steps(5, short), report(short, { loss: [1] })]).length, 1);
});

const val = { type: "val", task: "val", ...at, epoch: 1, time: 0.0004, dataTime: 0.0001 } as const;
const scores: ScoresEvent = {
  ...{ type: "scores", task: "val", ...at, batch: 13, batches: 13, time: 0.0004, dataTime: 0.0002 },
  ...{ scores: { accuracy: 76 }, better: { accuracy: "higher" } },
  progress: { step: 10, epoch: 1, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} },
  snapshot: () => Promise.reject(new Error("not asked for")),
};

Deno.test("log() leaves the place of the learning rate empty in a validation: four spaces", () => {
  const batches = Array.from({ length: 13 }, (_, i) => ({ ...val, batch: i + 1, batches: 13 }));
  assertEquals(logged([...batches, scores]), [
    "Epoch(val) [1][10/13]    eta: 0:00:00  time: 0.0004  data_time: 0.0001",
    "Epoch(val) [1][13/13]    accuracy: 76.0000  data_time: 0.0002  time: 0.0004",
  ]);
});

Deno.test("log() names a test, and a validation of a run counted in steps", () => {
  assertEquals(
    logged([{ ...scores, task: "test" }])[0],
    "Epoch(test) [13/13]    accuracy: 76.0000  data_time: 0.0002  time: 0.0004",
  );
  assertMatch(logged([{ ...scores, epochs: undefined }])[0]!, /^Iter\(val\) \[13\/13\] {4}accuracy/);
});

Deno.test("log() asks the engine for its memory", () => {
  const lines = logged([
    startEvent({ engine: { ...engine, memory: () => 391.6 } }),
    ...steps(10),
    report({}, { loss: [1] }),
  ]);
  assertMatch(lines.at(-1)!, /data_time: 0\.0006 {2}memory: 392 {2}loss: 1\.0000$/);
});

Deno.test("log() begins with what runs, on what, from which seed", () => {
  const [block] = logged([
    startEvent({ model: "resnet50", dataset: "cifar10", parameters: 23528522, engine, seed: 7 }),
  ]);
  const lines = block!.split("\n");
  assertEquals([lines[0], lines[1], lines.at(-1)], ["", "-".repeat(60), "-".repeat(60)]);
  for (
    const text of [
      "System environment:",
      `    Deno: ${Deno.version.deno}`,
      "    Device: x86_64",
      "Runtime environment:",
      "    seed: 7",
    ]
  ) {
    assertEquals(lines.includes(text), true, text);
  }
  assertMatch(block!, /Engine: cpu \(tfjs 4\.22\.0\), as it was asked for/);
  assertMatch(block!, /model: resnet50, 23,528,522 trainable parameters/);
});

Deno.test("log() writes the same lines to a file, with the year", async () => {
  const file = await Deno.makeTempFile();
  const lines: string[] = [];
  const hook = log({ file, write: (line) => lines.push(line), progress: false });
  hook({ type: "note", text: "hello" });
  const text = await Deno.readTextFile(file);
  assertMatch(lines[0]!, /^\d\d\/\d\d \d\d:\d\d:\d\d - raptor - INFO - hello$/);
  assertMatch(text, /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d - raptor - INFO - hello\n$/);
  assertEquals(text.slice("2026/".length, -1), lines[0]);
  await Deno.remove(file);
});

Deno.test("log() goes on where the console cannot be written, and says so once; an error of someone's own write is theirs", async () => {
  const said: string[] = [], { log: print, error } = console;
  console.log = () => {
    throw new Error("No space left on device");
  };
  console.error = (text: string) => void said.push(text);
  try {
    const hook = log({ progress: false });
    for (const text of ["one", "two"]) await hook({ type: "note", text });
  } finally {
    [console.log, console.error] = [print, error];
  }
  assertEquals(said, ["No space left on device The run goes on without it."]);
  const own = log({
    progress: false,
    write: () => {
      throw new Error("mine");
    },
  });
  await assertRejects(async () => void await own({ type: "note", text: "one" }), Error, "mine");
});

Deno.test("log() writes what matters as much as its level, each word in its place, a warning once", () => {
  const notes: Event[] = (["debug", "info", "warning", "error", "warning"] as const).map((level) => ({
    ...{ type: "note", text: `of ${level}`, level },
  }));
  const words = (level: "debug" | "info" | "warning" | "error") => {
    const lines: string[] = [], hook = log({ write: (line) => lines.push(line), progress: false, level });
    for (const event of notes) hook(event);
    return lines.map((line) => line.slice("MM/DD HH:MM:SS - raptor - ".length));
  };
  const all = ["DEBUG - of debug", "INFO - of info", "WARNING - of warning", "ERROR - of error"];
  assertEquals(words("debug"), all);
  assertEquals(words("info"), all.slice(1));
  assertEquals(words("error"), all.slice(3));
});

Deno.test("log() colours the level where it is asked to, and never in its file", async () => {
  const file = await Deno.makeTempFile(), lines: string[] = [];
  const hook = log({ write: (line) => lines.push(line), progress: false, color: true, file });
  hook({ type: "note", text: "hot", level: "warning" });
  assertEquals(lines[0]!.slice("MM/DD HH:MM:SS".length), " - raptor - \x1b[4;33mWARNING\x1b[0m - hot");
  assertMatch(await Deno.readTextFile(file), /^\d{4}\/[\d/ :]* - raptor - WARNING - hot\n$/);
  await Deno.remove(file);
});

Deno.test("log() says an error in a line, and in its file where it was thrown and by what it was caused", async () => {
  const file = await Deno.makeTempFile(), lines: string[] = [];
  const hook = log({ write: (line) => lines.push(line), progress: false, file });
  const progress = { step: 7, epoch: 0, batch: 7, seed: 0, scores: {}, judged: 0, recent: {} };
  const error = new TypeError("broken", { cause: new Error("rust") });
  hook({ type: "error", error, progress });
  assertMatch(lines[0]!, /ERROR - Failed after 7 steps: TypeError: broken$/);
  const text = await Deno.readTextFile(file);
  assertMatch(text, /TypeError: broken\n {4}at .*log_test\.ts:\d+:\d+/);
  assertMatch(text, /Caused by: Error: rust\n {4}at /);
  await Deno.remove(file);
});

Deno.test("log() smooths as it is told, and writes as many digits", () => {
  const smooth = [{ name: "loss", by: "max", window: "epoch", as: "loss_max" }] as const;
  const [line] = logged([...steps(10), report({}, { loss: [3, 1], acc: [5, 6] })], { smooth, digits: 6 });
  assertMatch(
    line!,
    /lr: 1\.000000e-02 .* time: 0\.003400 .* loss: 2\.000000 {2}acc: 6\.000000 {2}loss_max: 3\.000000$/,
  );
});

Deno.test("log() has a line at the end of each epoch where ignoreLast is false", () => {
  const events = [20, 40, 50].map((batch) => report({ batch, batches: 50 }, { loss: [1] }));
  const heads = (ignoreLast: boolean) =>
    logged([...steps(10), ...events], { interval: 20, ignoreLast }).map((line) => line.match(/\[1\]\[(\d+)/)![1]);
  assertEquals(heads(true), ["20", "40"]);
  assertEquals(heads(false), ["20", "40", "50"]);
});

Deno.test("log() has the numbers that hooks told in its next training line alone", () => {
  const told: Event = { type: "facts", task: "train", facts: [{ kind: "scalar", name: "norm", value: 2 }] };
  const lines = logged([...steps(10), told, report({}, { loss: [1] }), report({ batch: 20 }, { loss: [1] })]);
  assertEquals(lines.map((line) => line.includes("norm: 2.0000")), [true, false]);
});

Deno.test("log() sums up: the best scores with their files, the time, samples a second", () => {
  const progress = { step: 10, epoch: 1, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  const state = { progress, snapshot: () => Promise.reject() };
  const scores = (epoch: number, accuracy: number, mae: number): Event => ({
    ...{ type: "scores", task: "val", ...at, epoch, step: 10 * epoch, time: 0, dataTime: 0, scores: { accuracy, mae } },
    ...{ better: { accuracy: "higher", mae: "lower" }, ...state },
  });
  const saved = (step: number): Event => ({
    ...{ type: "facts", task: "train", ...at, step, epoch: step / 10 },
    facts: [{ kind: "file", name: "best accuracy", path: `work/best_accuracy_epoch_${step / 10}.safetensors` }],
  });
  const before = log({ write: () => {}, progress: false });
  for (const event of [scores(1, 70, 3), saved(10), scores(2, 80, 4), saved(20)]) before(event);
  const lines: string[] = [], hook = log({ write: (line) => lines.push(line), progress: false });
  hook.restore!(JSON.parse(JSON.stringify(hook.state!())));
  hook.restore!(JSON.parse(JSON.stringify(before.state!())));
  for (const event of [...steps(10, {}, 0.5), scores(3, 75, NaN)]) hook(event);
  hook({ type: "end", ...at, stopped: undefined, ...state });
  assertEquals(lines.slice(-3).map((line) => line.replace(/^.* - INFO - /, "")), [
    "Best accuracy: 80.0000 at epoch 2, in best_accuracy_epoch_2.safetensors",
    "Best mae: 3.0000 at epoch 1",
    "Trained for 10 steps in 0:00:05: 64.0 samples/s",
  ]);
});

Deno.test("log() sums up each of several runs alone, and warns in each", () => {
  const progress = { step: 1, epoch: 1, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  const state = { progress, snapshot: () => Promise.reject() };
  const run = (accuracy: number): Event[] => [
    startEvent(),
    ...steps(1, {}, 0.5),
    { type: "note", text: "careful", level: "warning" },
    {
      type: "scores",
      task: "val",
      ...at,
      time: 0,
      dataTime: 0,
      scores: { accuracy },
      better: { accuracy: "higher" },
      ...state,
    },
    { type: "end", ...at, stopped: undefined, ...state },
  ];
  const told = logged([...run(90), ...run(80)], { level: "info" }).map((line) => line.replace(/^.* - WARNING - /, ""));
  assertEquals(told.filter((line) => /^(careful|Best|Trained)/.test(line)), [
    ...["careful", "Best accuracy: 90.0000 at epoch 1", "Trained for 1 step in 0:00:00: 64.0 samples/s"],
    ...["careful", "Best accuracy: 80.0000 at epoch 1", "Trained for 1 step in 0:00:00: 64.0 samples/s"],
  ]);
});

Deno.test("log() refuses a level, digits and rules that there are none of", () => {
  assertThrows(
    () => log({ level: "loud" as never }),
    RangeError,
    "level must be one of debug, info, warning, error: got loud",
  );
  for (const digits of [-1, 101]) {
    assertThrows(() => log({ digits }), RangeError, `digits must be a whole number from 0 to 100: got ${digits}`);
  }
  assertThrows(() => log({ smooth: [{ name: "a" }, { name: "a" }] }), RangeError, "got a twice");
});
