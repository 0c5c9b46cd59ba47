import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import {
  accuracy,
  arrays,
  cpu,
  dense,
  dropout,
  type Event,
  type Hook,
  metric,
  runner,
  sequential,
  sgd,
  type StepEvent,
  tf,
} from "../../mod.ts";
import { dryRun } from "../../src/runner/dry_run.ts";
import { stateOf } from "../state_of.ts";

const engine = { name: "cpu", backend: "cpu", version: "test", device: "cpu" };
const none = { model: { name: "none", params: {}, forward: () => 0 }, metrics: [], engine };
const step = (step: number, time: number, steps: number | undefined = 1000): StepEvent => ({
  ...{
    type: "step",
    epoch: 1,
    epochs: 1,
    step,
    steps,
    batch: step,
    batches: 1000,
    time,
    dataTime: 0,
    lr: 0.1,
    size: 1,
  },
});

/** The steps after which a hook has something to say, and what. */
async function said(hook: Hook, times: readonly number[], steps?: number): Promise<[number, string][]> {
  const answers: [number, string][] = [];
  for (const [i, time] of times.entries()) {
    const answer = await hook(step(i + 1, time, steps));
    if (answer?.note !== undefined) answers.push([i + 1, answer.note]);
  }
  return answers;
}

Deno.test("dryRun() tries once, as soon as the steps tell of more than ten minutes, the slow first one left out", async () => {
  const hook = () => dryRun({ plan: none, sets: [], folder: undefined, always: false });
  const [[after, line]] = await said(hook(), [100, 0.7, 0.7, 0.7]) as [[number, string]];
  assertEquals([after, line], [
    2,
    "Dry run: a step went well. The run will take about 0:11:38. Leave it out by dryRun: false.",
  ]);
  assertEquals(await said(hook(), [100, 0.5, 0.5, 0.5]), []);
  assertEquals(await said(hook(), [100, ...Array(25).fill(0.5), 100]), []);
});

Deno.test("dryRun() knows how long a run of minutes is, and nothing of one whose steps nobody knows", async () => {
  const parts = { plan: none, sets: [], folder: undefined, always: false };
  assertEquals((await said(dryRun({ ...parts, seconds: 3600 }), [1]))[0]![0], 1);
  const unknown = dryRun(parts);
  assertEquals(await unknown({ ...step(1, 900), steps: undefined }), undefined);
  assertEquals(await unknown({ ...step(2, 900), steps: undefined }), undefined);
});

const x = Array.from({ length: 8 }, (_, i) => [i / 8, 1 - i / 8]),
  y = x.map(([first, second]) => first! > second! ? 1 : 0);

function chain(workDir: string, lines: string[] = [], ...hooks: Hook[]) {
  return runner({ workDir, seed: 2, log: { write: (line) => lines.push(line), progress: false } })
    .model(() => sequential(dense({ inputs: 2, units: 4 }), dropout({ rate: 0.5 }), dense({ inputs: 4, units: 2 })))
    .data(arrays({ x, y, valX: x, valY: y, classes: 2, batchSize: 2 }))
    .evaluator(accuracy()).optimizer(sgd({ lr: 0.1, momentum: 0.9 })).engine(cpu()).hook(...hooks);
}

Deno.test("Runner.train() tries a validation and a checkpoint, and learns what it learns without, bit by bit", async () => {
  const dirs = [await Deno.makeTempDir(), await Deno.makeTempDir()] as const, lines: string[] = [];
  await chain(dirs[0], [], function look() {}).train({ epochs: 3, dryRun: false });
  const files: string[][] = [];
  const look = (event: Event) => {
    if (event.type === "step") files.push([...Deno.readDirSync(dirs[1])].map(({ name }) => name));
  };
  await chain(dirs[1], lines, look).train({ epochs: 3, dryRun: true });
  const line = lines.filter((line) => line.includes("Dry run: "));
  assertEquals(line.length, 1);
  assertMatch(
    line[0]!,
    /Dry run: a step, a batch of the validation and a checkpoint of 0\.0 MB, written and read back, went well\./,
  );
  const [without, with_] = await Promise.all(dirs.map((dir) => stateOf(`${dir}/epoch_3.safetensors`)));
  assertEquals(with_, without);
  // It leaves nothing behind.
  assert(files.flat().every((name) => !name.includes("dry_run")));
  for (const dir of dirs) await Deno.remove(dir, { recursive: true });
});

Deno.test("Runner.train() fails after its first step where the validation would have failed after the last", async () => {
  const workDir = await Deno.makeTempDir(), steps: number[] = [];
  const broken = metric({
    name: "broken",
    better: "higher",
    init: () => tf.scalar(0),
    update: (): tf.Scalar => {
      throw new TypeError("the shapes do not fit");
    },
    compute: (state: tf.Tensor) => state as tf.Scalar,
  });
  const count = (event: Event) => void (event.type === "step" && steps.push(event.step));
  const error = await assertRejects(
    () => chain(workDir, [], count).evaluator(broken).train({ epochs: 3, dryRun: true }),
    TypeError,
    "the shapes do not fit",
  );
  assertStringIncludes(error.message, "(in the hook dryRun, at step)");
  assertEquals(steps, [1]);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("Runner.train() refuses a dryRun that is neither true nor false", async () => {
  await assertRejects(
    () => chain("nowhere").train({ epochs: 1, dryRun: "yes" as never }),
    TypeError,
    "dryRun must be true or false: got yes",
  );
});
