import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  accuracy,
  adam,
  arrays,
  constant,
  cpu,
  type Engine,
  join,
  loadCheckpoint,
  mlp,
  native,
  on,
  plateau,
  type PlateauOptions,
  runner,
  warmup,
  wasm,
} from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { stateOf } from "../state_of.ts";

const needed = await needLibrary();
const past = (...scores: number[]) => scores.map((score, i) => ({ step: 10 * (i + 1), scores: { score } }));
const at = (...scores: number[]) => ({
  ...{ steps: 100, stepsPerEpoch: 10, verdicts: { better: { score: "higher" }, past: past(...scores) } } as const,
});

Deno.test("plateau() counts a score that is no number as none that is better", () => {
  const lr = plateau(1, { monitor: "score", factor: 0.5, patience: 1 });
  assertEquals(lr(0, at(NaN, NaN)), 0.5);
  assertEquals(lr(0, at(NaN, 3)), 1);
});

Deno.test("plateau() takes the other way than the metric's where it is told to", () => {
  const lr = (better?: "lower") => plateau(1, { monitor: "score", factor: 0.5, patience: 0, ...better && { better } });
  assertEquals([lr()(0, at(3, 2)), lr("lower")(0, at(3, 2)), lr("lower")(0, at(3, 4))], [0.5, 1, 0.5]);
});

Deno.test("plateau() can be warmed up, and after another schedule counts from there", () => {
  const falls = plateau(8, { monitor: "score", factor: 0.5, patience: 0 });
  assertEquals(warmup(falls, { steps: 21, factor: 0.5 })(10, at(3, 2)), 3);
  // The validations after steps 10 and 20 are of before.
  assertEquals(join(constant(1, { steps: 20 }), falls)(40, at(3, 2, 5, 6)), 8);
  assertEquals(join(constant(1, { steps: 20 }), falls)(50, at(3, 2, 5, 6, 6)), 4);
});

Deno.test("plateau() refuses a score that the run is not judged by, before its first step", async () => {
  const lr = plateau(1, { monitor: "acc" });
  assertThrows(
    () => lr(0, { steps: 1, stepsPerEpoch: 1 }),
    TypeError,
    "Cannot follow plateau as the run must be judged by acc: got a run that is judged by nothing.",
  );
  let steps = 0;
  const run = runner({ log: false }).model(mlp({ sizes: [2, 2] }))
    .data(arrays({ x: [[0, 1], [1, 0]], y: [0, 1], valX: [[0, 1]], valY: [0], classes: 2, batchSize: 1 }))
    .evaluator(accuracy()).optimizer(adam({ lr })).engine(cpu()).hook(on("step", () => void steps++));
  await assertRejects(
    () => run.train({ epochs: 1 }),
    TypeError,
    "the run must be judged by acc: got a run that is judged by accuracy.",
  );
  assertEquals(steps, 0);
});

Deno.test("plateau() refuses options that are out of their range", () => {
  const cases: readonly (readonly [Partial<PlateauOptions>, string])[] = [
    [{ factor: 1 }, "factor must be in [0, 1): got 1."],
    [{ patience: 1.5 }, "patience must be a whole number of at least 0: got 1.5."],
    [{ thresholdMode: "relative" as never }, 'thresholdMode must be "rel" or "abs": got relative.'],
    [{ better: "max" as never }, 'better must be "higher" or "lower": got max.'],
    [{ monitor: 3 as never }, "monitor must be a string: got 3."],
  ];
  for (const [options, text] of cases) {
    const error = assertThrows(() => plateau(1, { monitor: "score", ...options }), RangeError);
    assertEquals(error.message, `Cannot make plateau as ${text}`);
  }
});

const x = Array.from({ length: 40 }, (_, i) => [Math.sin(3 * i), Math.sin(5 * i)]);
const y = x.map(([first, second]) => first! > second! ? 1 : 0);
const engines: readonly (readonly [string, Engine, object])[] = [
  ["cpu", cpu(), {}],
  ["wasm", wasm(), {}],
  ["native", native(), needed],
];
for (const [name, engine, need] of engines) {
  Deno.test({
    name: `plateau() goes on exactly in a run that was cut, also in a validation, on ${name}`,
    ...need,
    async fn() {
      const lr = plateau(0.05, { monitor: "accuracy", factor: 0.5, patience: 0, threshold: 0.2 });
      const sentence = (workDir: string) =>
        runner({ workDir, seed: 2, log: false }).model(() => mlp({ sizes: [2, 8, 2] }))
          .data(arrays({ x, y, valX: x.slice(0, 12), valY: y.slice(0, 12), classes: 2, batchSize: 8 }))
          .evaluator(accuracy()).engine(engine)
          .optimizer(adam({ lr }));
      const straightDir = await Deno.makeTempDir();
      await sentence(straightDir).train({ epochs: 6 });
      const whole = await stateOf(`${straightDir}/epoch_6.safetensors`), verdicts = whole.progress.verdicts!;
      assertEquals(verdicts.map(({ step }) => step), [5, 10, 15, 20, 25, 30]);
      const better = { accuracy: "higher" } as const, span = { steps: 30, stepsPerEpoch: 5 };
      const rates = verdicts.map((_, n) => lr(5 * n, { ...span, verdicts: { better, past: verdicts.slice(0, n) } }));
      assert(new Set(rates).size > 2, `the rate falls more than once: ${rates}`);
      for (const cut of [1, 12, 15, 23, "val"] as const) {
        const workDir = await Deno.makeTempDir();
        const stop = cut === "val"
          ? on("val", ({ epoch }) => epoch === 4 ? { stop: "cut" } : undefined)
          : on("step", ({ step }) => step === cut ? { stop: "cut" } : undefined);
        await sentence(workDir).hook(stop).train({ epochs: 6 });
        await sentence(workDir).train({ epochs: 6, resume: true });
        assertEquals(await stateOf(`${workDir}/epoch_6.safetensors`), whole, `cut at ${cut}`);
        await Deno.remove(workDir, { recursive: true });
      }
      assertEquals((await loadCheckpoint(`${straightDir}/epoch_2.safetensors`)).progress.verdicts!.length, 2);
      await Deno.remove(straightDir, { recursive: true });
    },
  });
}
