/** The golden lines are those of MMEngine, as measured; only the name of the program differs. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { type Event, log, type ScoresEvent } from "../../mod.ts";

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
  const start = {
    type: "start",
    task: "train",
    model: "m",
    dataset: "d",
    parameters: 1,
    seed: 0,
    step: 0,
    recent: {},
  } as const;
  const lines = logged([
    { ...start, engine: { ...engine, memory: () => 391.6 } },
    ...steps(10),
    report({}, { loss: [1] }),
  ]);
  assertMatch(lines.at(-1)!, /data_time: 0\.0006 {2}memory: 392 {2}loss: 1\.0000$/);
});

Deno.test("log() begins with what runs, on what, from which seed", () => {
  const start = {
    type: "start",
    task: "train",
    model: "resnet50",
    dataset: "cifar10",
    parameters: 23528522,
    seed: 7,
    step: 0,
    recent: {},
  } as const;
  const [block] = logged([{ ...start, engine }]);
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
