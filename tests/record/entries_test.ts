import { assertEquals } from "@std/assert";
import { type Event, log, scalars } from "../../mod.ts";
import { entries, isDue } from "../../src/record/entries.ts";
import { startEvent } from "../hooks/start_event.ts";

const at = { epoch: 1, epochs: undefined, step: 1, steps: 4, batch: 1, batches: 4 };

Deno.test("entries() counts samples itself where the loop does not", () => {
  const take = entries({ interval: 2 });
  const step = (step: number): Event => ({ type: "step", ...at, step, time: 1, dataTime: 0, lr: 1, size: 3 });
  const report = (step: number): Event => ({ type: "report", ...at, step, losses: { loss: [step] } });
  const made = [1, 2, 3, 4].flatMap((number) => [take(step(number)), take(report(number))]);
  assertEquals(made.flatMap((entry) => entry === undefined ? [] : [[entry.step, entry.samples, entry.inEpochs]]), [
    ...[[2, 6, false], [4, 12, false]],
  ]);
});

Deno.test("entries() counts anew, and knows no place, in a second run", () => {
  const take = entries({ interval: 1 });
  const fact = { type: "facts", task: "train", facts: [{ kind: "scalar", name: "kittens", value: 3 }] } as const;
  const made = [0, 1].map(() => {
    take(startEvent());
    const before = take(fact)!;
    take({ type: "step", ...at, epoch: 3, time: 1, dataTime: 0, lr: 1, size: 3 });
    const { samples } = take({ type: "report", ...at, epoch: 3, losses: { loss: [1] } })!;
    return [before.step, before.epoch, before.samples, samples];
  });
  assertEquals(made, [[0, 1, 0, 3], [0, 1, 0, 3]]);
});

Deno.test("entries() has the end of every epoch where ignoreLast is false", () => {
  const end: Event = { type: "report", ...at, epochs: 2, batch: 25, batches: 25, losses: { loss: [1] } };
  assertEquals([true, false].map((ignoreLast) => entries({ interval: 20, ignoreLast })(end) === undefined), [
    true,
    false,
  ]);
});

const late = { epoch: 1, epochs: 2, step: 30, steps: 60, batch: 5, batches: 25 };

Deno.test("isDue() counts steps in a run counted in steps, batches in one counted in epochs", () => {
  const report = { type: "report", ...late, losses: {} } as const;
  assertEquals([
    isDue({ ...report, epochs: undefined }, { interval: 10 }),
    isDue(report, { interval: 10 }),
    isDue(report, { interval: 5 }),
  ], [true, false, true]);
});

Deno.test("isDue() takes the end of an epoch, or of a run, only where it is shorter than the interval", () => {
  const report = { type: "report", ...late, batch: 25, losses: {} } as const;
  assertEquals([10, 25, 30].map((interval) => isDue(report, { interval })), [false, true, true]);
  const run = { ...report, epochs: undefined, step: 25, steps: 60 };
  assertEquals([isDue(run, { interval: 10 }), isDue({ ...run, steps: 25 }, { interval: 30 })], [false, true]);
});

Deno.test("log() and scalars() write the same reports", async () => {
  for (const epochs of [2, undefined]) {
    const file = await Deno.makeTempFile(), lines: string[] = [];
    const hooks = [
      log({ write: (line) => void lines.push(line), progress: false, interval: 4 }),
      scalars(file, { interval: 4 }),
    ];
    const tell = async (event: Event) => {
      for (const hook of hooks) await hook(event);
    };
    for (let step = 1; step <= 20; step++) {
      const here = { ...late, epochs, step, steps: 20, batch: (step - 1) % 10 + 1, batches: 10 };
      await tell({ type: "step", ...here, time: 1, dataTime: 0, lr: 0.1, size: 1 });
      await tell({ type: "report", ...here, losses: { loss: [step] } });
    }
    const written = (await Deno.readTextFile(file)).trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(written.map(({ loss }) => loss.toFixed(4)), lines.map((line) => /loss: (\S+)/.exec(line)![1]));
    assertEquals(written.map(({ step }) => step), epochs === undefined ? [4, 8, 12, 16, 20] : [4, 8, 14, 18]);
    await Deno.remove(file);
  }
});
