import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  accuracy,
  conv2d,
  cpu,
  dense,
  type Engine,
  globalAvgPool,
  initialize,
  lossScale,
  makeStep,
  maxPool,
  mixedPrecision,
  mlp,
  native,
  type Optimizer,
  relu,
  runner,
  sequential,
  sgd,
  synthetic,
  tf,
  weight,
} from "../../mod.ts";
import { MIXED } from "../../src/engines/native/compile/mixed.ts";
import { needLibrary } from "./native/need_library.ts";

const needed = await needLibrary();

Deno.test("mixedPrecision() refuses an engine that has no way to", async () => {
  const error = await assertRejects(() => mixedPrecision(cpu()).open(), Deno.errors.NotSupported);
  assertEquals(
    error.message,
    "Cannot compute in mixed precision as the engine must have a way to: got cpu\n" +
      "Take native(), or webgpu() for float16, or leave mixedPrecision() away.",
  );
});

Deno.test("mixedPrecision() sets auto_mixed_precision_onednn_bfloat16 of graph_options.rewrite_options to ON, remapping to OFF", () => {
  // Field 10 of 7 bytes, field 10 of 5 bytes, field 31 (as 0xf8 0x01) with 1, field 14 with 2.
  assertEquals([...MIXED[0]!.value as Uint8Array], [0x52, 7, 0x52, 5, 0xf8, 0x01, 1, 0x70, 2]);
});

Deno.test({
  name: "mixedPrecision() hides no NaN of a filter behind a norm and a rectifier",
  ...needed,
  async fn() {
    const engine = await mixedPrecision(native()).open();
    const filter = tf.tensor4d([NaN, ...Array<number>(71).fill(0.1)], [3, 3, 2, 4]),
      one = tf.ones([4]),
      zero = tf.zeros([4]);
    const predict = engine.compile!((x: tf.Tensor4D) =>
      tf.tidy(() => tf.mean(tf.relu(tf.batchNorm(tf.conv2d(x, filter, 1, "valid"), zero, one, zero, one, 1e-3))))
    );
    for (let call = 0; call < 4; call++) assertEquals([...predict(tf.ones([2, 8, 8, 2])).dataSync()], [NaN]);
    predict.release?.();
  },
});

Deno.test({
  name: "mixedPrecision() predicts in its type from the first call on, as often as its engine is opened",
  ...needed,
  async fn() {
    const model = mlp({ sizes: [64, 64, 64, 3] });
    initialize(model, 1);
    const x = tf.tidy(() => tf.reshape(tf.sin(tf.range(0, 512)), [8, 64]) as tf.Tensor2D);
    const predicted = async (engine: Engine, calls: number) => {
      const sentence = runner({ log: false }).model(model).engine(engine), all: number[][] = [];
      for (let call = 0; call < calls; call++) {
        const y = await sentence.predict(x) as tf.Tensor;
        all.push([...y.dataSync()]);
        y.dispose();
      }
      return all;
    };
    const [wide] = await predicted(native(), 1), engine = mixedPrecision(native());
    const [first, ...others] = await predicted(engine, 4);
    for (const each of others) assertEquals(each, first);
    const [info, again] = [await engine.open(), await engine.open()];
    assertEquals(info.compile === again.compile, true);
    // Where the processor has no bfloat16 the engine says so, and both are one.
    const off = Math.max(...first!.map((value, i) => Math.abs(value - wide![i]!)));
    assert(info.alters ? off > 1e-5 && off < 0.1 : off < 1e-6, `off by ${off}`);
    x.dispose();
  },
});

Deno.test({
  name: "mixedPrecision() says float32 where the engine's mixed steps compute in it",
  ...needed,
  async fn() {
    const plain = native();
    // As on a processor that does not multiply bfloat16: TensorFlow leaves the graph as it is.
    const without = Object.freeze({
      ...plain,
      async open() {
        const info = await plain.open();
        return { ...info, compileMixed: info.compile! };
      },
    });
    const before = tf.memory().numTensors;
    const info = await mixedPrecision(without).open();
    assertEquals(info.version, "libtensorflow 2.21.0, float32 as cpu does not compute in bfloat16");
    assertEquals(info.compile, (await plain.open()).compile);
    assertEquals(tf.memory().numTensors, before);
    // Where it says bfloat16, products are rounded to 8 bits.
    const { version, compile } = await mixedPrecision(plain).open();
    const square = compile!((x: tf.Tensor2D) => tf.tidy(() => tf.relu(tf.matMul(tf.relu(x), tf.relu(tf.eye(4))))));
    const x = tf.fill([4, 4], 1 + 2 ** -12) as tf.Tensor2D, y = square(x);
    const [first] = await y.data();
    assertEquals(first, version.endsWith("bfloat16") && !version.includes("float32 as") ? 1 : 1 + 2 ** -12);
    tf.dispose([x, y]);
  },
});

Deno.test("mixedPrecision() refuses a type that it does not know, and an option", () => {
  const text = "Cannot make mixedPrecision as dtype must be one of bfloat16, float16: got float8.";
  assertThrows(() => mixedPrecision(cpu(), { dtype: "float8" as never }), RangeError, text);
  assertThrows(() => mixedPrecision(cpu(), { type: "float16" } as never), TypeError, "its options are dtype: got type");
});

Deno.test({
  name: "mixedPrecision() refuses float16 where products come out in float32 or bfloat16",
  ...needed,
  async fn() {
    const plain = native(), before = tf.memory().numTensors;
    for (const dtype of [undefined, "bfloat16"] as const) {
      const others = Object.freeze({
        ...plain,
        async open() {
          const info = await plain.open();
          const { compile, compileMixed } = info;
          return { ...info, compileMixed: dtype ? (step: never) => compileMixed!(step, dtype) : compile! };
        },
      }) as Engine;
      const error = await assertRejects(
        () => mixedPrecision(others, { dtype: "float16" }).open(),
        Deno.errors.NotSupported,
      );
      assertEquals(
        error.message,
        "Cannot compute in float16 as cpu must multiply in it: got products in float32\n" +
          "Take mixedPrecision(native()), which is bfloat16, or leave it away.",
      );
    }
    assertEquals(tf.memory().numTensors, before);
  },
});

/** One product in float16 whose gradient, 2^-26 of a whole number, is below all float16; how far the weight has moved. */
async function tiny(optimizer: Optimizer): Promise<number> {
  const { compile } = await mixedPrecision(native(), { dtype: "float16" }).open();
  const w = weight([4, 4], 0),
    model = { name: "m", params: { w }, forward: (x: tf.Tensor2D) => tf.matMul(x, w as never) };
  const loss = (p: tf.Tensor) => tf.mul(tf.mul(tf.sum(p), 2 ** -13), 2 ** -13) as tf.Scalar,
    slots = optimizer.init(model.params);
  const step = makeStep({ model, loss, optimizer, slots, engine: { compile: compile! } });
  for (let i = 0; i < 3; i++) {
    const x = tf.ones([4, 4]) as tf.Tensor2D, y = tf.scalar(0);
    tf.dispose([x, y, step({ x, y, size: 4 }, { step: i, steps: 3, stepsPerEpoch: 3 }, 0)] as tf.TensorContainer);
  }
  const moved = (await w.data())[0]!;
  step.release?.();
  tf.dispose([w, slots] as tf.TensorContainer);
  return moved;
}

Deno.test({
  name: "mixedPrecision() in float16 loses small gradients, and lossScale() finds them again",
  ...needed,
  async fn() {
    const sum = 3 * 4;
    assertEquals(await tiny(sgd({ lr: 2 ** 26 })), 0);
    assertEquals(await tiny(lossScale(sgd({ lr: 2 ** 26 }), { init: 2 ** 15 })), -sum);
  },
});

/** Without batch norm over few numbers, whose losses jump by themselves. */
const network = () =>
  sequential(
    conv2d({ channels: 3, filters: 32, kernelSize: 3, padding: 1 }),
    relu(),
    maxPool({ size: 2 }),
    conv2d({ channels: 32, filters: 64, kernelSize: 3, padding: 1 }),
    relu(),
    globalAvgPool(),
    dense({ inputs: 64, units: 10 }),
  );

/** The losses of some short epochs, read at each step. */
async function losses(engine: ReturnType<typeof native>, epochs = 8): Promise<{ losses: number[]; log: string }> {
  const read: number[] = [], lines: string[] = [];
  const workDir = await Deno.makeTempDir();
  await runner({ workDir, seed: 2, log: { write: (line) => void lines.push(line), interval: 1, progress: false } })
    .model(network()).data(synthetic({ trainSamples: 160, valSamples: 16, batchSize: 16 }))
    .evaluator(accuracy()).optimizer(sgd({ lr: 0.05, momentum: 0.9 })).engine(engine)
    .hook((event) => {
      if (event.type === "report") read.push(...event.losses.loss!);
    }).train({ epochs });
  await Deno.remove(workDir, { recursive: true });
  return { losses: read, log: lines.join("\n") };
}

Deno.test({
  name: "mixedPrecision() learns as float32 does, to the precision of bfloat16",
  ...needed,
  async fn() {
    const [mixed, plain] = [await losses(mixedPrecision(native())), await losses(native())];
    assert(mixed.log.includes("bfloat16"), mixed.log);
    assertEquals(mixed.losses.length, 80);
    const mean = (losses: number[]) => losses.reduce((sum, loss) => sum + loss) / losses.length;
    assert(mean(mixed.losses.slice(-10)) < 0.97 * mean(mixed.losses.slice(0, 10)), `${mixed.losses}`);
    // Training drifts apart from any rounding: step by step at first, in the mean later on.
    for (const [i, loss] of plain.losses.slice(0, 10).entries()) {
      assert(Math.abs(mixed.losses[i]! - loss) < 0.02 * loss, `step ${i}: ${mixed.losses[i]} for ${loss}`);
    }
    assert(Math.abs(mean(mixed.losses) / mean(plain.losses) - 1) < 0.05, `${mixed.losses} for ${plain.losses}`);
  },
});

Deno.test({
  name: "mixedPrecision() in float16 learns as float32 does, its loss scaled, which the log and the checkpoints say",
  ...needed,
  async fn() {
    const [half, plain] = [await losses(mixedPrecision(native(), { dtype: "float16" }), 2), await losses(native(), 2)];
    assert(/libtensorflow [0-9.]+, float16/.test(half.log), half.log);
    assert(half.log.includes("Losses are scaled, as products are in float16: by 65536 at first"), half.log);
    assert(half.log.includes("loss_scale: 65536"), half.log);
    const same = half.losses.map((loss, i) => Math.abs(loss / plain.losses[i]! - 1));
    assert(same.length === 20 && same.every((odds) => odds < 5e-3), `${half.losses} for ${plain.losses}`);
    assert(same.some((odds) => odds > 0), "products are rounded");
  },
});
