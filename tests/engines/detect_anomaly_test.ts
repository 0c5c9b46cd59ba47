import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import {
  arrays,
  checkpointed,
  cpu,
  crossEntropy,
  detectAnomaly,
  type Elementwise,
  type Engine,
  mlp,
  model,
  native,
  relu,
  runner,
  sequential,
  sgd,
  tf,
  wasm,
  weight,
} from "../../mod.ts";
import type { Anomaly } from "../../src/engines/detect_anomaly/watch_operations.ts";
import { needLibrary } from "./native/need_library.ts";

const needed = await needLibrary();
const layer = (name: string, forward: (x: tf.Tensor) => tf.Tensor): Elementwise => ({
  name,
  params: {},
  forward: forward as never,
});
const halves = weight([2], 0.5);
const rows = { x: [[1, -4], [2, 3]], y: [[1, 1], [1, 1]] };

/** Trains a step of a network whose head is a row of layers that have no weights. */
async function trained(engine: Engine, head: Elementwise[], x = rows.x) {
  const network = model({
    params: { scale: halves, head: sequential(...head as [Elementwise]) },
    forward: (x: tf.Tensor2D, mode, { head, scale }) =>
      head.forward(tf.mul(x, scale) as tf.Tensor2D, mode) as tf.Tensor2D,
  });
  return await runner({ log: false }).model(() => network).data(arrays({ ...rows, x, batchSize: 2 })).engine(engine)
    .optimizer(sgd({ lr: 0 })).loss((p, y) => tf.mean(tf.squaredDifference(p, y)) as tf.Scalar)
    .train({ epochs: 1 });
}

for (const [engine, need] of [[cpu(), {}], [wasm(), {}], [native(), needed]] as [Engine, object][]) {
  const watching = (options = {}) => detectAnomaly(engine, options), { name } = engine;

  Deno.test({
    name: `detectAnomaly() names the operation, the layer and the inputs that made the first NaN, on ${name}`,
    ...need,
    async fn() {
      const error = await assertRejects(
        () => trained(watching(), [relu(), layer("log", (x) => tf.log(tf.sub(x, 1.5))), relu()]),
        RangeError,
      );
      assertEquals(
        error.message,
        "Cannot go on as every number must be finite: got 3 NaN and 1 Infinity in the 4 numbers of Log, on the way forward, in the layer " +
          "head/1. Its inputs: x [2, 2] from -1.5 to 0, mean -0.75. Keep its inputs within what it can take, as by " +
          "clipping or a small number added.",
      );
    },
  });

  Deno.test({
    name: `detectAnomaly() names the operation whose gradient made it, and its layer, on ${name}`,
    ...need,
    async fn() {
      const root = [layer("square", (x) => tf.square(x)), layer("root", (x) => tf.sqrt(x))];
      for (const head of [root, [checkpointed(sequential(...root as [Elementwise])) as Elementwise]]) {
        const error = await assertRejects(() => trained(watching(), head, [[1, 0], [2, 3]]), RangeError);
        const { gradientOf, path, output } = error.cause as Anomaly;
        assertEquals([gradientOf, path], ["Sqrt", head === root ? "head/1" : "head/0/1"]);
        assertEquals(output.nan + output.infinite, 1);
        assertMatch(
          error.message,
          /got 1 (NaN|Infinity) in the 4 numbers of \w+, in the gradient of Sqrt, in the layer head/,
        );
      }
    },
  });

  Deno.test({
    name: `detectAnomaly() lets what is meant pass, tells of what was given, and changes no loss, on ${name}`,
    ...need,
    async fn() {
      const masked = layer(
        "mask",
        (x) => tf.softmax(tf.where(tf.tensor1d([true, false], "bool"), x, tf.scalar(-Infinity))),
      );
      const weights = async (engine: Engine) => {
        const network = () => mlp({ sizes: [2, 4, 2] });
        const { model, steps } = await runner({ log: false }).model(network)
          .data(arrays({ x: rows.x, y: [0, 1], classes: 2, batchSize: 1 })).engine(engine).train({ epochs: 3 });
        assertEquals(steps, 6);
        return Object.values(model.params).map((weight) => weight.arraySync());
      };
      await trained(watching(), [masked]);
      assertEquals(await weights(watching()), await weights(engine));
      const far = [layer("exp", (x) => tf.exp(tf.mul(x, 1e3))), layer("back", (x) => tf.minimum(x, 1))];
      await assertRejects(
        () => trained(watching(), far),
        RangeError,
        "of Exp, on the way forward, in the layer head/0",
      );
      const given = await assertRejects(() => trained(watching(), [relu()], [[1, NaN], [2, 3]]), RangeError);
      assertMatch(
        given.message,
        /outside of all layers, .*1 NaN\b.* It was there before this operation: look for NaN in the b/,
      );
      await assertRejects(() => trained(watching({ infinity: false }), far), RangeError, "NaN");
    },
  });
}

Deno.test("detectAnomaly() is there while a step runs alone, and leaves no tensors", async () => {
  const info = await detectAnomaly(cpu()).open(), engine = tf.engine();
  const before = [Object.hasOwn(engine, "runKernelFunc"), engine.state.kernelDepth, tf.memory().numTensors];
  const zero = tf.scalar(0);
  const step = info.compile!((x: tf.Tensor) => tf.tidy(() => tf.log(x)));
  assertThrows(() => step(zero), RangeError, "got 1 Infinity in the 1 number of Log");
  zero.dispose();
  assertEquals([Object.hasOwn(engine, "runKernelFunc"), engine.state.kernelDepth, tf.memory().numTensors], before);
  assertEquals(tf.log(tf.scalar(0)).dataSync()[0], -Infinity);
});

Deno.test("detectAnomaly() looks at predictions too, at each of them", async () => {
  const model = { name: "log", params: {}, forward: (x: tf.Tensor) => tf.log(x) };
  const sentence = runner({ log: false }).model(model).engine(detectAnomaly(cpu())),
    one = tf.scalar(1),
    zero = tf.scalar(0);
  for (let call = 0; call < 3; call++) {
    assertEquals((await sentence.predict(one)).dataSync()[0], 0);
    await assertRejects(() => sentence.predict(zero), RangeError, "got 1 Infinity in the 1 number of Log");
  }
});

Deno.test("detectAnomaly() finds what an update makes of a weight", async () => {
  const chain = runner({ log: false }).model(() => mlp({ sizes: [2, 2] })).data(
    arrays({ ...rows, y: [0, 1], classes: 2, batchSize: 2 }),
  )
    .loss(crossEntropy() as never).optimizer(sgd({ lr: 1e38 })).engine(detectAnomaly(wasm()));
  const error = await assertRejects(() => chain.train({ epochs: 50 }), RangeError);
  assert(error.message.includes("number must be finite"));
});

Deno.test("detectAnomaly() refuses what is no engine, and webgpu", async () => {
  assertThrows(
    () => detectAnomaly(cpu as never),
    TypeError,
    "Cannot make detectAnomaly as it wraps an engine: got function",
  );
  const other: Engine = {
    name: "webgpu",
    open: () => Promise.resolve({ name: "webgpu", backend: "webgpu", version: "1", device: "none" }),
    close: () => Promise.resolve(),
  };
  await assertRejects(
    () => detectAnomaly(other).open(),
    Deno.errors.NotSupported,
    "values must be read at once: got webgpu",
  );
});
