import { assert, assertEquals } from "@std/assert";
import { accuracy, arrays, cpu, type Event, type HistoryRow, mlp, runner, sgd } from "../../mod.ts";
import { history } from "../../src/runner/history.ts";

const at = (step: number) => ({ epoch: 1, epochs: 2, step, steps: 9, samples: step * 2, batch: step, batches: 9 });
const report = (step: number, ...loss: number[]): Event => ({ type: "report", ...at(step), losses: { loss } });

Deno.test("history() keeps the mean of each loss and all scores, with step, epoch and samples", async () => {
  const past = history();
  await past({ type: "step", ...at(2), time: 1, dataTime: 0, lr: 0.5, size: 2 });
  await past(report(2, 3, 1));
  const state = { progress: {} as never, snapshot: () => Promise.reject(), time: 0, dataTime: 0 };
  await past({ type: "scores", task: "val", ...at(2), ...state, scores: { mae: NaN }, better: { mae: "lower" } });
  assertEquals(past.rows, [
    { type: "report", step: 2, epoch: 1, samples: 4, lr: 0.5, losses: { loss: 2 } },
    { type: "scores", step: 2, epoch: 1, samples: 4, scores: { mae: NaN } },
  ]);
  const later = history();
  later.restore!(past.state!());
  assertEquals(later.rows, past.rows);
});

Deno.test("history() lets a checkpoint keep 500 reports, evenly spread, the newest among them", () => {
  const past = history();
  for (let step = 1; step <= 5000; step++) past(report(step, step));
  assertEquals(past.rows.length, 5000);
  const later = history();
  later.restore!(past.state!());
  const steps = later.rows.map(({ step }) => step);
  assertEquals([steps.length, steps.at(-1)], [500, 5000]);
  assert(steps.slice(1).every((step, i) => step - steps[i]! === 10));
});

Deno.test("history() takes what another form has kept for nothing", () => {
  const past = history();
  for (const state of [null, 7, "no json", "{}"]) past.restore!(state);
  assertEquals(past.rows, []);
});

Deno.test("Runner.train() hands out the history of a run, the same where it was resumed", async () => {
  const x = [[0], [1], [2], [3]], y = [0, 0, 1, 1];
  const trained = async (epochs: number, workDir: string, resume = false) => {
    const { history } = await runner({ workDir, log: { interval: 1, write: () => {}, progress: false } })
      .model(() => mlp({ sizes: [1, 2] })).data(arrays({ x, y, valX: x, valY: y, classes: 2, batchSize: 2 }))
      .evaluator(accuracy()).optimizer(sgd({ lr: 0.1 })).engine(cpu()).train({ epochs, resume });
    return history;
  };
  const dirs = [await Deno.makeTempDir(), await Deno.makeTempDir()] as const;
  const straight = await trained(3, dirs[0]);
  await trained(1, dirs[1]);
  const resumed: readonly HistoryRow<"accuracy">[] = await trained(3, dirs[1], true);
  assertEquals(straight.map(({ type, step }) => [type, step]), [
    ...[["report", 1], ["report", 2], ["scores", 2]],
    ...[["report", 3], ["report", 4], ["scores", 4], ["report", 5], ["report", 6], ["scores", 6]],
  ]);
  assertEquals(resumed, straight);
  for (const dir of dirs) await Deno.remove(dir, { recursive: true });
});
