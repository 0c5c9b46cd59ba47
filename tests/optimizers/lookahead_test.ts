import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  accumulate,
  adam,
  arrays,
  cpu,
  dense,
  groups,
  lookahead,
  meanSquaredError,
  native,
  runner,
  sgd,
} from "../../mod.ts";
import { tf, wasm, weight } from "../../mod.ts";
import type { EngineInfo } from "../../src/engine.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const moment = (step: number) => ({ step, steps: 20, stepsPerEpoch: 20 });

const engines: readonly [string, () => Promise<Pick<EngineInfo, "compile">>, object][] = [
  ["cpu", () => cpu().open(), {}],
  ["wasm", () => wasm().open(), {}],
  ["native, compiled", () => native().open(), await needLibrary()],
];
for (const [engine, open, need] of engines) {
  Deno.test({
    name: `lookahead() walks as the paper has it, by numbers of float64, on ${engine}`,
    ...need,
    async fn() {
      const { compile } = await open();
      const start = [1, -2, 3], params = { w: weight([3], 0) };
      tf.tidy(() => params.w.assign(tf.tensor1d(start)));
      const optimizer = lookahead(sgd({ lr: 0.1, momentum: 0.5 }), { every: 3, alpha: 0.25 }),
        slots = optimizer.init(params);
      const take = (step: number) =>
        tf.tidy(() => optimizer.update({ w: tf.mul(params.w, tf.tensor1d([1, 2, 0.5])) }, slots, params, moment(step)));
      const step = compile?.(take) ?? take, tensors = tf.memory().numTensors;
      const fast = [...start], slow = [...start], velocity = [0, 0, 0];
      for (let t = 0; t < 20; t++) {
        step(t);
        fast.forEach((w, i) => {
          velocity[i] = 0.5 * velocity[i]! + w * [1, 2, 0.5][i]!;
          fast[i] = w - 0.1 * velocity[i]!;
          if (t % 3 === 2) fast[i] = slow[i] = slow[i]! + 0.25 * (fast[i]! - slow[i]!);
        });
        (await params.w.data()).forEach((number, i) => assertAlmostEquals(number, fast[i]!, 2e-6));
      }
      assertEquals(tf.memory().numTensors, tensors);
      tf.dispose([params, slots] as unknown as tf.TensorContainer);
    },
  });
}

Deno.test("lookahead() is resumed exactly, amid two looks back, and counts updates where gradients are accumulated", async () => {
  const workDir = await Deno.makeTempDir();
  const x = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(i)]), y = x.map(([a]) => [a!]);
  const sentence = (folder?: string) =>
    runner({ ...folder && { workDir: folder }, log: false, seed: 5 }).model(() => dense({ inputs: 2, units: 1 }))
      .engine(cpu())
      .data(arrays({ x, y, batchSize: 4 })).loss(meanSquaredError())
      .optimizer(accumulate(2, lookahead(adam({ lr: 0.05 }), { every: 3 })));
  const values = async (of: Promise<{ readonly model: { readonly params: Readonly<Record<string, tf.Variable>> } }>) =>
    Object.values((await of).model.params).map((w) => [...w.dataSync()]);
  const whole = await values(sentence().train({ steps: 20 }));
  await sentence(workDir).train({ steps: 8 });
  assertEquals(await values(sentence(workDir).train({ steps: 20, resume: true })), whole);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("lookahead() has slow weights for what learns alone", async () => {
  await cpu().open();
  const params = { a: weight([1], 1), b: weight([1], 2), mean: weight([1], 0, { trainable: false }) };
  const slots = lookahead(groups(sgd({ lr: 1 }), { weights: { a: { frozen: true } } })).init(params);
  assertEquals(Object.keys(slots), ["b/slow", "lookahead/ledger"]);
  assertEquals(slots["b/slow"]!.arraySync(), [2]);
});

Deno.test("lookahead() refuses what it cannot do", () => {
  const optimizer = sgd({ lr: 1 });
  assertThrows(
    () => lookahead(optimizer, { every: 0 }),
    RangeError,
    "every must be a whole number of at least 1: got 0.",
  );
  assertThrows(() => lookahead(optimizer, { alpha: 2 }), RangeError, "alpha must be in [0, 1]: got 2.");
  assertThrows(() => lookahead(sgd as never), TypeError, "made around an optimizer: got a function.");
  const twice = "Cannot look ahead as it must be done once: got lookahead > sgd within lookahead.";
  assertThrows(() => lookahead(lookahead(optimizer)).init({ w: weight([1], 0) }), RangeError, twice);
});
