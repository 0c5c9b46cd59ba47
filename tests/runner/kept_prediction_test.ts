import { assert, assertEquals } from "@std/assert";
import { cpu, initialize, type Model, native, resnet18, runner, tf } from "../../mod.ts";
import { keptPrediction } from "../../src/runner/kept_prediction.ts";
import { needLibrary } from "../engines/native/need_library.ts";

Deno.test("keptPrediction() compiles from the second call with a model on, and anew for another model or engine", async () => {
  const info = await cpu().open();
  let compiled = 0, released = 0;
  const compile: NonNullable<typeof info.compile> = (step) => {
    compiled++;
    return Object.assign(step, { release: () => void released++ });
  };
  const engine = { ...info, compile };
  const twice = { name: "twice", params: {}, forward: (x: tf.Tensor) => tf.mul(x, 2) }, other = { ...twice };
  const call = (model: typeof twice, on = engine) => {
    const x = tf.scalar(3), y = keptPrediction<tf.Tensor, tf.Tensor>(model, on)(x);
    assertEquals(y.dataSync()[0], 6);
    tf.dispose([x, y]);
    return [compiled, released];
  };
  const before = tf.memory().numTensors;
  assertEquals([call(twice), call(twice), call(twice, { ...engine })], [[0, 0], [1, 0], [1, 0]]);
  assertEquals([call(other), call(twice), call(twice, { ...engine, backend: "wasm" })], [[1, 1], [1, 1], [1, 1]]);
  assertEquals(tf.memory().numTensors, before);
});

const needed = await needLibrary();

Deno.test({
  name:
    "predict() by compiled calls gives what the first gives, after other weights, other batches and a closed engine too",
  ...needed,
  async fn() {
    const engine = native(), info = await engine.open();
    const model = resnet18({ classes: 3 }) as Model<tf.Tensor4D, tf.Tensor2D>;
    initialize(model, 1);
    const sentence = runner({ log: false }).model(model).engine(engine);
    const predict = async (count: number) => {
      const x = tf.tidy(() => tf.sin(tf.reshape(tf.range(0, count * 32 * 32 * 3), [count, 32, 32, 3])) as tf.Tensor4D);
      const [found, right] = [await sentence.predict(x), tf.tidy(() => model.forward(x, { training: false, seed: 0 }))];
      const off = tf.tidy(() => tf.max(tf.abs(tf.sub(found as tf.Tensor, right))).dataSync()[0]!);
      tf.dispose([x, found as tf.Tensor, right]);
      return off;
    };
    const close = async (...counts: number[]) => {
      for (const count of counts) assert(await predict(count) < 1e-4, `a batch of ${count}`);
    };
    await close(2, 2, 2, 1, 2, 3);
    const kernel = Object.values(model.params)[0]!;
    tf.tidy(() => kernel.assign(tf.mul(kernel, 1.5)));
    await close(2, 2);
    await engine.close();
    assertEquals((await engine.open()).name, info.name);
  },
});
