import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  accuracy,
  conv2d,
  cpu,
  dense,
  globalAvgPool,
  maxPool,
  mixedPrecision,
  native,
  relu,
  runner,
  sequential,
  sgd,
  synthetic,
  tf,
} from "../../mod.ts";
import { MIXED } from "../../src/engines/native/compile/mixed.ts";
import { needLibrary } from "./native/need_library.ts";

const needed = await needLibrary();

Deno.test("mixedPrecision() refuses an engine that does not compile steps", async () => {
  const error = await assertRejects(() => mixedPrecision(cpu()).open(), Deno.errors.NotSupported);
  assertEquals(
    error.message,
    "Cannot compute in mixed precision as the engine must compile steps: got cpu\n" +
      "Take native(), or leave mixedPrecision() away.",
  );
});

Deno.test("mixedPrecision() sets graph_options.rewrite_options.auto_mixed_precision_onednn_bfloat16 to ON", () => {
  // Field 10 of 5 bytes, field 10 of 3 bytes, field 31 (as 0xf8 0x01) with 1.
  assertEquals([...MIXED[0]!.value as Uint8Array], [0x52, 5, 0x52, 3, 0xf8, 0x01, 1]);
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

/** The losses of eight short epochs, read at each step. */
async function losses(engine: ReturnType<typeof native>): Promise<{ losses: number[]; log: string }> {
  const read: number[] = [], lines: string[] = [];
  const workDir = await Deno.makeTempDir();
  await runner({ workDir, seed: 2, log: { write: (line) => void lines.push(line), interval: 1, progress: false } })
    .model(network()).data(synthetic({ trainSamples: 160, valSamples: 16, batchSize: 16 }))
    .evaluator(accuracy()).optimizer(sgd({ lr: 0.05, momentum: 0.9 })).engine(engine)
    .hook((event) => {
      if (event.type === "report") read.push(...event.losses.loss!);
    }).train({ epochs: 8 });
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
