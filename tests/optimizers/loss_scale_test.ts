import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  accumulate,
  adafactor,
  adam,
  adamax,
  adamw,
  arrays,
  batchNorm,
  byPart,
  chain,
  clipByNorm,
  cpu,
  dense,
  ema,
  type Engine,
  type Event,
  lossScale,
  makeStep,
  meanSquaredError,
  nadam,
  native,
  type Optimizer,
  radam,
  runner,
  sequential,
  sgd,
  tf,
  wasm,
  weight,
} from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { counted } from "../../src/tensors/counted.ts";
import { stateOf } from "../state_of.ts";
import golden from "./golden/loss_scale.json" with { type: "json" };

const needed = await needLibrary();
const engines: readonly (readonly [string, () => Engine, { readonly ignore: boolean }])[] = [
  ["cpu", () => cpu(), { ignore: false }],
  ["wasm", () => wasm(), { ignore: false }],
  ["native, eager", () => native({ compile: false }), needed],
  ["native, compiled", () => native(), needed],
];
const inner: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => sgd({ lr: 0.1, momentum: 0.9 }),
  adam: () => adam({ lr: 0.1 }),
  adamw: () => adamw({ lr: 0.1, weightDecay: 0.1 }),
  amsgrad: () => adam({ lr: 0.1, amsgrad: true }),
  adamax: () => adamax({ lr: 0.1 }),
  radam: () => radam({ lr: 0.1 }),
  adafactor: () => adafactor({ lr: 0.1 }),
  nadam: () => nadam({ lr: 0.1 }),
  // Those that count their own updates.
  "adam by part": () => byPart({ m: adam({ lr: 0.1 }) }),
  "adam, accumulated": () => accumulate(1, adam({ lr: 0.1 })),
  "adam, counted": () => counted(adam({ lr: 0.1 })),
  "nadam by part": () => byPart({ m: nadam({ lr: 0.1 }) }),
};
const { options, gradients, scales, after } = golden;

const compiledSteps = () =>
  (tf.backend() as { readonly binding?: { readonly compiledSteps?: number } }).binding?.compiledSteps ?? 0;

/** What the weights and the scale are along the golden gradients. */
async function walk(engine: Engine, make: () => Optimizer) {
  const info = await engine.open(), before = tf.memory().numTensors;
  const w = tf.tidy(() => tf.variable(tf.tensor1d([1, -2, 0.5]))), optimizer = lossScale(make(), options);
  const model = { name: "m", params: { "m/w": w }, staticGraph: true, forward: (x: tf.Tensor) => tf.mul(x, w) };
  const loss = Object.assign((p: tf.Tensor) => tf.sum(p) as tf.Scalar, { staticGraph: true });
  const slots = optimizer.init(model.params), leftOut = weight([], 0, { trainable: false });
  const watch = { see: (sums: tf.Tensor) => sums.dispose(), leftOut };
  const step = makeStep({ model, loss, optimizer, slots, watch, engine: info });
  const weights: number[][] = [], seen: number[] = [], compiledBefore = compiledSteps();
  for (const [i, gradient] of gradients.entries()) {
    const x = tf.tensor1d(gradient.map(Number).map((g, k) => gradient[k] === "inf" ? Infinity : g)), y = tf.scalar(0);
    const { loss: total, loss_scale: scale } = step(
      { x, y, size: 1 },
      { step: i, steps: gradients.length, stepsPerEpoch: gradients.length },
      0,
    );
    seen.push(scale!.dataSync()[0]!);
    if (after.includes(i + 1)) weights.push(Array.from(w.dataSync()));
    tf.dispose([x, y, total!, scale!]);
  }
  seen.push(slots["lossScale/scale"]!.dataSync()[0]!);
  const left = leftOut.dataSync()[0];
  const compiled = compiledSteps() - compiledBefore;
  step.release?.();
  tf.dispose([w, leftOut, slots] as tf.TensorContainer);
  assertEquals(tf.memory().numTensors, before);
  return { weights, seen, left, compiled };
}

for (const [engine, open, need] of engines) {
  for (const [name, make] of Object.entries(inner)) {
    Deno.test({
      name: `lossScale() has PyTorch's scales, and its weights where steps are left out: ${name}, ${engine}`,
      ...need,
      async fn() {
        const { weights, seen, left, compiled } = await walk(open(), make);
        assertEquals(seen, scales);
        if (engine === "native, compiled") assertEquals(compiled, gradients.length);
        assertEquals(left, gradients.filter((row) => row.includes("inf")).length);
        const expected = golden.weights[name.split(/,| by/)[0] as keyof typeof golden.weights];
        for (const [i, row] of weights.entries()) {
          for (const [k, value] of row.entries()) assertAlmostEquals(value, expected[i]![k]!, 2e-5, `${i} ${k}`);
        }
      },
    });
  }
}

Deno.test("lossScale() begins as torch.amp.GradScaler does", () => {
  const { init, growth, backoff, interval, ...others } = lossScale(sgd({ lr: 1 })).settings!;
  assertEquals([{ init, growth, backoff, interval }, Object.keys(others)], [golden.default, ["optimizer"]]);
});

const x = Array.from({ length: 12 }, (_, i) => [i === 7 ? Infinity : Math.sin(i)]), y = x.map((_, i) => [Math.cos(i)]);
const sentence = (optimizer: Optimizer, workDir?: string) =>
  runner({ log: false, interrupt: false, seed: 3, ...workDir && { workDir } })
    .model(() => sequential(dense({ inputs: 1, units: 4 }), batchNorm({ channels: 4 }), dense({ inputs: 4, units: 1 })))
    .data(arrays({ x, y, batchSize: 2 })).loss(meanSquaredError()).optimizer(optimizer).engine(cpu());

Deno.test("lossScale() leaves statistics as they were in a step that is left out, tells of it, and is logged", async () => {
  const notes: string[] = [], told: number[] = [];
  const hear = (event: Event) => {
    if (event.type === "note") notes.push(event.text);
    if (event.type === "report") told.push(...event.losses.loss_scale!);
  };
  const { model } = await sentence(lossScale(adam({ lr: 0.01 }), { init: 8, interval: 4 })).hook(hear).train({
    epochs: 2,
  });
  assert(notes.some((text) => text.startsWith("Left out 1 of the last steps")));
  // One step of each epoch is left out, of which nothing is told but the line.
  assertEquals(told.length, 10);
  for (const weight of Object.values(model.params)) assert(weight.dataSync().every(Number.isFinite));
});

Deno.test("lossScale() goes on exactly where a run was cut, its scale and what was left out too", async () => {
  const optimizer = () => ema(lossScale(chain(clipByNorm(1), adam({ lr: 0.01 })), { init: 8, interval: 2 }));
  const dirs = [await Deno.makeTempDir(), await Deno.makeTempDir()] as const;
  await sentence(optimizer(), dirs[0]).train({ epochs: 3 });
  const stop = (event: Event) => event.type === "step" && event.step === 9 ? { stop: "cut" } : undefined;
  await sentence(optimizer(), dirs[1]).hook(stop).train({ epochs: 3 });
  await sentence(optimizer(), dirs[1]).train({ epochs: 3, resume: true });
  const [straight, cut] = await Promise.all(dirs.map((dir) => stateOf(`${dir}/epoch_3.safetensors`)));
  assertEquals(cut, straight);
  for (const dir of dirs) await Deno.remove(dir, { recursive: true });
});

Deno.test("lossScale() is refused within what changes gradients, twice, and around what is no optimizer", async () => {
  const text = "Cannot move weights by lossScale as it must be handed gradients that it has scaled: got others.";
  const within = chain(clipByNorm(1), lossScale(sgd({ lr: 0.1 })));
  await assertRejects(() => sentence(within).train({ epochs: 1 }), TypeError, text);
  assertThrows(() => lossScale(lossScale(sgd({ lr: 1 }))), RangeError, "got lossScale > sgd within it");
  assertThrows(() => lossScale({} as never), TypeError, "made around an optimizer: got an object");
});
