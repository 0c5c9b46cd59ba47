/** Numbers that are not finite end the run or are left out, and reach no checkpoint. */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  accumulate,
  adam,
  batchNorm,
  cpu,
  crossEntropy,
  type Dataset,
  dense,
  type Event,
  initialize,
  loadCheckpoint,
  makeStep,
  native,
  type Optimizer,
  relu,
  rmsprop,
  runner,
  sequential,
  sgd,
  tf,
  wasm,
} from "../../mod.ts";
import type { NativeBackend } from "../../src/engines/native/binding/native_backend.ts";
import type { Tracer } from "../../src/engines/native/compile/records.ts";
import { takeSnapshot } from "../../src/training/snapshot.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { line } from "../toy.ts";

const needed = await needLibrary();

/** |prediction - y| as a root: finite at 0, where its gradient is 0 / 0. */
const root = (p: tf.Tensor, y: tf.Tensor) => tf.mean(tf.sqrt(tf.square(tf.sub(p, y)))) as tf.Scalar;

/** Three batches an epoch; the prediction of the last one of the second epoch is exact. */
const exactOnce: Dataset<tf.Tensor1D, tf.Tensor1D> = {
  name: "once",
  batches: { train: 3 },
  *train({ epoch }) {
    for (let i = 0; i < 3; i++) {
      const x = epoch === 1 && i === 2 ? 0 : 1;
      yield { x: tf.tensor1d([x]), y: tf.tensor1d([2 * x]), size: 1 };
    }
  },
};

const files = (workDir: string) =>
  [...Deno.readDirSync(workDir)].map(({ name }) => name).filter((name) => name.endsWith(".safetensors")).toSorted();

Deno.test("train() ends with the step and the weights of a gradient that is not finite, and keeps the last good file", async () => {
  const workDir = await Deno.makeTempDir();
  const chain = runner({ workDir, log: false, checkpoint: { keep: 1 } }).model(line()).data(exactOnce).loss(root)
    .optimizer(sgd({ lr: 0.125 })).engine(cpu());
  const error = await assertRejects(() => chain.train({ epochs: 2 }), RangeError);
  assertEquals(
    error.message,
    "Cannot take a snapshot of line as all its numbers must be finite: got others in slope. Go back to the last checkpoint, " +
      "with a smaller lr or clipByNorm(1) before the optimizer. The last checkpoint before is epoch_1.safetensors. (in the " +
      "hook checkpoint, at epoch)",
  );
  assertEquals(files(workDir), ["epoch_1.safetensors"]);
  assertEquals((await loadCheckpoint(`${workDir}/epoch_1.safetensors`)).weights.slope!.data, Float32Array.of(0.375));
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("train() without checkpoints ends as well, at the end of the epoch and where it is stopped", async () => {
  const chain = () => runner({ log: false }).model(line()).data(exactOnce).loss(root).optimizer(sgd({ lr: 0.125 }));
  const text =
    "Cannot go on training as every weight must be finite: got others in slope after step 6 (epoch 2, batch 3), " +
    "where the loss is finite. Look for a root, a quotient or a logarithm of 0 in the loss, or leave such steps out by " +
    'nonFinite: "skip". detectAnomaly(engine) names the operation.';
  const stopped = chain().hook((event) => event.type === "step" && event.step === 6 ? { stop: "enough" } : undefined);
  for (const sentence of [chain(), stopped]) {
    const error = await assertRejects(() => sentence.engine(cpu()).train({ epochs: 3 }), RangeError);
    assertEquals(error.message, text);
  }
});

Deno.test("train() with skip leaves the step out, counts it in the log and in the snapshot, and goes on", async () => {
  const workDir = await Deno.makeTempDir(), model = line(), said: string[] = [], losses: number[] = [];
  const hear = (event: Event) => {
    if (event.type === "note") said.push(event.text);
    if (event.type === "report") losses.push(...event.losses.loss!);
  };
  const chain = runner({ workDir, log: false }).model(model).data(exactOnce).loss(root)
    .optimizer(sgd({ lr: 0.125 })).engine(cpu()).hook(hear);
  await chain.train({ epochs: 3, nonFinite: "skip" });
  // Eight steps of 0.125 up, each by the sign of the error.
  assertEquals(model.params.slope.dataSync()[0], 1);
  assertEquals(losses.length, 8);
  assertEquals(said.filter((text) => text.startsWith("Left out")), [
    "Left out 1 of the last steps, 1 in all, as loss and gradients must be finite: got others in step 6 (slope).",
  ]);
  const skipped = async (epoch: number) =>
    (await loadCheckpoint(`${workDir}/epoch_${epoch}.safetensors`)).progress.skipped;
  assertEquals([await skipped(1), await skipped(2), await skipped(3)], [undefined, 1, 1]);
  await chain.train({ epochs: 4, resume: true, nonFinite: "skip" });
  assertEquals(await skipped(4), 1);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("train() refuses another word for what becomes of such a step", async () => {
  const wrong = "ignore" as "skip";
  await assertRejects(
    () =>
      runner({ log: false }).model(line()).data(exactOnce).loss(root).engine(cpu()).train({
        epochs: 1,
        nonFinite: wrong,
      }),
    TypeError,
    'nonFinite must be "stop" or "skip": got ignore',
  );
});

Deno.test("takeSnapshot() refuses weights and slots that are not finite, and names them", async () => {
  await cpu().open();
  const model = line(), slots = { "slope/velocity": tf.variable(tf.scalar(Infinity)) };
  model.params.slope.assign(tf.scalar(NaN));
  const progress = { step: 0, epoch: 0, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  assertEquals(
    (await assertRejects(() => takeSnapshot({ model, optimizer: { name: "sgd" }, slots }, progress), RangeError))
      .message,
    "Cannot take a snapshot of line as all its numbers must be finite: got others in slope, the slot slope/velocity. Go " +
      "back to the last checkpoint, with a smaller lr or clipByNorm(1) before the optimizer.",
  );
});

const OPTIMIZERS: Record<string, () => Optimizer> = {
  momentum: () => sgd({ lr: 0.1, momentum: 0.9, weightDecay: 0.01 }),
  adam: () => adam({ lr: 0.01 }),
  rmsprop: () => rmsprop({ lr: 0.01, momentum: 0.5 }),
  accumulate: () => accumulate(2, sgd({ lr: 0.1, momentum: 0.9 })),
};

interface Walked {
  readonly state: number[];
  readonly compiled: number;
}

/**
 * Steps of a network with running statistics over batches of which some hold NaN.
 *
 * @param bad Which steps are given NaN.
 * @param watched Whether steps are left out, or the bad ones not taken at all.
 */
async function walk(
  engine: typeof ENGINES[number][1],
  make: () => Optimizer,
  bad: readonly number[],
  skip?: boolean,
): Promise<Walked> {
  const info = await engine.open();
  const model = sequential(
    dense({ inputs: 3, units: 4 }),
    batchNorm({ channels: 4 }),
    relu(),
    dense({ inputs: 4, units: 2 }),
  );
  initialize(model, 1);
  const optimizer = make(), slots = optimizer.init(model.params), seen: tf.Tensor[] = [];
  const watch = { see: (sums: tf.Tensor) => void seen.push(sums) };
  const loss = crossEntropy();
  const step = makeStep({ model, loss, optimizer, slots, engine: info, ...skip && { watch } });
  for (let i = 0; i < 12; i++) {
    if (skip === undefined && bad.includes(i)) continue;
    const x = tf.tidy(() =>
      tf.add(tf.randomNormal([8, 3], 0, 1, "float32", i + 1), bad.includes(i) ? NaN : 0)
    ) as tf.Tensor2D;
    const y = tf.tensor1d([0, 1, 1, 0, 1, 0, 0, 1], "int32");
    tf.dispose([step({ x, y, size: 8 }, { step: i, steps: 100, stepsPerEpoch: 100 }, i) as tf.NamedTensorMap, x, y]);
  }
  const held = Object.entries(slots).filter(([name]) => !name.endsWith("/ledger")).map(([, slot]) => slot);
  const state = [...Object.values(model.params), ...held].flatMap((w) => Array.from(w.dataSync()));
  tf.dispose([...Object.values(model.params), ...Object.values(slots), ...seen]);
  const binding = (tf.backend() as unknown as NativeBackend).binding as Tracer | undefined;
  return { state, compiled: binding?.compiledSteps ?? 0 };
}

const ENGINES = [["cpu", cpu(), {}], ["wasm", wasm(), {}], ["native, compiled", native(), needed]] as const;

for (const [name, engine, need] of ENGINES) {
  for (const [as, make] of Object.entries(OPTIMIZERS)) {
    Deno.test({
      name: `makeStep() that skips is the same to the last digit where all is finite: ${as} on ${name}`,
      ...need,
      async fn() {
        const plain = await walk(engine, make, []), before = (await walk(engine, make, [], false)).compiled;
        const skipping = await walk(engine, make, [], true);
        assertEquals(skipping.state, plain.state);
        if (engine.name === "native") {
          assert(skipping.compiled - before >= 8, `${skipping.compiled - before} compiled`);
        }
      },
    });
  }

  // Neither Adam's corrections, which count steps, nor pairs of steps are those of a run without the bad ones.
  for (const as of ["momentum", "rmsprop"]) {
    Deno.test({
      name: `makeStep() that skips is as if the bad steps had not been, to the last digit: ${as} on ${name}`,
      ...need,
      async fn() {
        const bad = [3, 7, 8];
        const without = await walk(engine, OPTIMIZERS[as]!, bad),
          skipping = await walk(engine, OPTIMIZERS[as]!, bad, true);
        assertEquals(skipping.state, without.state);
      },
    });
  }

  for (const as of ["adam", "accumulate"]) {
    Deno.test({
      name: `makeStep() that skips holds finite numbers alone, whichever step is bad: ${as} on ${name}`,
      ...need,
      async fn() {
        const { state } = await walk(engine, OPTIMIZERS[as]!, [0, 3, 4, 11], true);
        assert(state.every(Number.isFinite));
      },
    });
  }
}

for (
  const [name, engine, need] of [
    ["cpu", () => cpu(), { ignore: false }],
    ["wasm", () => wasm(), { ignore: false }],
    ["native, eager", () => native({ compile: false }), needed],
    ["native, compiled", () => native(), needed],
  ] as const
) {
  Deno.test({
    name: `train() with skip has Adam count the steps that were kept alone, in a run that is resumed too: ${name}`,
    ...need,
    async fn() {
      /** Batches of one number each; the prediction of 0 is exact, and so its gradient none. */
      const data = (...values: number[]): Dataset<tf.Tensor1D, tf.Tensor1D> => ({
        name: "numbers",
        batches: { train: values.length },
        *train() {
          for (const x of values) yield { x: tf.tensor1d([x]), y: tf.tensor1d([2 * x]), size: 1 };
        },
      });
      const learnt = async (numbers: Dataset<tf.Tensor1D, tf.Tensor1D>, epochs: number, workDir?: string) => {
        const { model } = await runner({ log: false, ...workDir && { workDir } }).model(line()).data(numbers).loss(root)
          .optimizer(adam({ lr: 0.01 })).engine(engine())
          .train({ epochs, nonFinite: "skip", ...workDir && { resume: true } });
        return model.params.slope!.dataSync()[0]!;
      };
      const workDir = await Deno.makeTempDir(), skipping = data(1, 0, 3, 0, 0, 2);
      const plain = await learnt(data(1, 3, 2), 2), skipped = await learnt(skipping, 2);
      assertAlmostEquals(skipped, plain, 1e-7);
      await learnt(skipping, 1, workDir);
      assertEquals(await learnt(skipping, 2, workDir), skipped);
      await Deno.remove(workDir, { recursive: true });
    },
  });
}
