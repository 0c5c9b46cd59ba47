import { assertEquals, assertThrows } from "@std/assert";
import {
  adamw,
  arrays,
  batchNorm,
  chain,
  clipByNorm,
  cpu,
  dense,
  groups,
  initialize,
  on,
  runner,
  sequential,
  sgd,
  tanh,
  weight,
} from "../../mod.ts";
import { freezing } from "../../src/training/freezing.ts";

Deno.test("freezing() lets weights learn again once what it runs is over, be it by an error", async () => {
  await cpu().open();
  const params = { a: weight([1], 0), b: weight([1], 0), c: weight([1], 0, { trainable: false }) };
  const learns = () => Object.values(params).map(({ trainable }) => trainable);
  const frozen = freezing(params, { frozen: () => ["a", "c"] });
  assertEquals(frozen(learns), [false, true, false]);
  assertThrows(
    () =>
      frozen(() => {
        throw new Error("over");
      }),
    Error,
    "over",
  );
  assertEquals(learns(), [true, true, false]);
  assertEquals(freezing(params, {})(learns), [true, true, false]);
});

Deno.test("freezing() of a part keeps it as it is for a run, which counts what learns; another run from its weights thaws it", async () => {
  const workDir = await Deno.makeTempDir();
  const make = () =>
    sequential(dense({ inputs: 2, units: 3 }), tanh(), batchNorm({ channels: 3 }), dense({ inputs: 3, units: 2 }));
  const x = Array.from({ length: 8 }, (_, i) => [Math.sin(2 * i), Math.sin(2 * i + 1)]), y = x.map((_, i) => i % 2);
  const parameters: number[] = [], notes: string[] = [];
  const sentence = runner({ workDir, log: false, seed: 5 }).model(make).engine(cpu())
    .data(arrays({ x, y, classes: 2, batchSize: 4 }))
    .hook(
      on("start", (event) => void parameters.push(event.parameters)),
      on("note", ({ text }) => void notes.push(text)),
    );
  const drawn = make();
  initialize(drawn, 5);
  const valuesOf = ({ params }: Pick<ReturnType<typeof make>, "params">) =>
    Object.fromEntries(Object.entries(params).map(([name, w]) => [name, String(w.dataSync())]));
  const changed = (a: Record<string, string>, b: Record<string, string>) =>
    Object.keys(a).filter((name) => a[name] !== b[name]);

  const weights = { "0": { frozen: true }, "2": { frozen: true } };
  const half = await sentence.optimizer(groups(sgd({ lr: 0.1 }), { weights })).train({ epochs: 1 });
  const after = valuesOf(half.model);
  assertEquals(changed(valuesOf(drawn), after), ["3/kernel", "3/bias"]);
  assertEquals(notes.filter((text) => text.startsWith("Group")), [
    "Group 0: 2 weights of 9 numbers, frozen",
    "Group 2: 2 weights of 6 numbers, frozen",
  ]);
  const whole = await sentence.optimizer(sgd({ lr: 0.1 })).train({ epochs: 1, weights: true });
  assertEquals(changed(after, valuesOf(whole.model)), Object.keys(after));
  assertEquals(parameters, [8, 9 + 6 + 8]);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("freezing() is resumed exactly, statistics too", async () => {
  const workDir = await Deno.makeTempDir();
  const make = () =>
    sequential(dense({ inputs: 2, units: 3 }), batchNorm({ channels: 3 }), dense({ inputs: 3, units: 2 }));
  const x = Array.from({ length: 12 }, (_, i) => [Math.sin(2 * i), Math.sin(2 * i + 1)]), y = x.map((_, i) => i % 2);
  const sentence = (folder?: string) =>
    runner({ ...folder && { workDir: folder }, log: false, seed: 5 }).model(make).engine(cpu())
      .data(arrays({ x, y, classes: 2, batchSize: 4 }))
      .optimizer(
        chain(clipByNorm(1), groups(adamw({ lr: 0.05 }), { weights: { "1": { frozen: true } }, layerDecay: 0.5 })),
      );
  const values = async (of: Promise<{ readonly model: ReturnType<typeof make> }>) =>
    Object.values((await of).model.params).map((w) => [...w.dataSync()]);
  const whole = await values(sentence().train({ steps: 9 }));
  await sentence(workDir).train({ steps: 4 });
  assertEquals(await values(sentence(workDir).train({ steps: 9, resume: true })), whole);
  await Deno.remove(workDir, { recursive: true });
});
