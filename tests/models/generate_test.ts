import { assertEquals, assertRejects } from "@std/assert";
import type { Mode } from "../../src/model.ts";
import { gpt } from "../../src/models/gpt.ts";
import { initialize } from "../../src/tensors/weight.ts";
import { generate } from "../../src/models/generate.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

/** Says that the sum of what it is shown comes next, modulo 10, and remembers how much it was shown. */
function summing() {
  const shown: number[] = [];
  const forward = (x: tf.Tensor2D) => {
    shown.push(x.shape[1]);
    const sums = tf.mod(tf.cumsum(x, 1), tf.scalar(10, "int32"));
    return tf.mul(tf.oneHot(tf.cast(sums, "int32"), 10), 100) as tf.Tensor3D;
  };
  return { model: { name: "summing", params: {}, forward }, shown };
}

Deno.test("generate() goes on by what the model says of the last place, and shows it the newest tokens", async () => {
  const { model, shown } = summing(), before = tf.memory().numTensors;
  assertEquals(await generate(model, { prompt: [1, 2], count: 4, length: 3 }), [3, 6, 1, 0]);
  assertEquals(shown, [2, 3, 3, 3]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("generate() draws the same tokens by the same seed, and others by another", async () => {
  const even = { name: "even", params: {}, forward: (x: tf.Tensor2D) => tf.zeros([1, x.shape[1], 50]) as tf.Tensor3D };
  const run = (seed: number) => generate(even, { prompt: [0], count: 20, length: 8, seed });
  assertEquals(await run(1), await run(1));
  assertEquals(JSON.stringify(await run(1)) === JSON.stringify(await run(2)), false);
});

Deno.test("generate() refuses to go on from nothing, and options out of range", async () => {
  const { model } = summing();
  await assertRejects(
    () => generate(model, { prompt: [], count: 1, length: 1 }),
    RangeError,
    "Cannot generate as there must be a token to go on from: got none.",
  );
  await assertRejects(
    () => generate(model, { prompt: [1], count: 1, length: 0 }),
    RangeError,
    "length must be a whole number of at least 1: got 0.",
  );
  await assertRejects(
    () => generate(model, { prompt: [1, 1.5], count: 1, length: 2 }),
    RangeError,
    "Cannot make generate as prompt[1] must be a whole number of at least 0: got 1.5.",
  );
});

Deno.test("generate() with what it has seen kept draws the same tokens, beyond the model's length too", async () => {
  const model = gpt({ entries: 13, length: 12, layers: 2, heads: 2, units: 16 }), before = tf.memory().numTensors;
  initialize(model, 3);
  for (const weight of Object.values(model.params)) tf.tidy(() => weight.assign(tf.mul(weight, 20) as never));
  const shown: number[] = [], forward = model.forward;
  const watched = { ...model, forward: (x: tf.Tensor2D, mode: Mode) => (shown.push(x.shape[1]), forward(x, mode)) };
  const options = { prompt: [1, 2, 3], count: 20, length: 12, seed: 5, topP: 0.9 };
  const cached = await generate(watched, options), seen = shown.splice(0);
  assertEquals(seen, [3, ...Array(9).fill(1), ...Array(10).fill(12)]);
  assertEquals(await generate(watched, { ...options, cache: false }), cached);
  assertEquals(new Set(cached).size > 3, true);
  assertEquals(tf.memory().numTensors, before);
  tf.dispose(model.params as unknown as tf.TensorContainer);
});

Deno.test("generate() ends with a token that stops it, and tells each as it is drawn", async () => {
  const { model } = summing(), told: number[] = [];
  const options = {
    prompt: [1, 2],
    count: 9,
    length: 3,
    stop: [6, 7],
    onToken: (token: number) => void told.push(token),
  };
  assertEquals(await generate(model, options), [3, 6]);
  assertEquals(told, [3, 6]);
});

Deno.test("generate() refuses to keep what a model has seen that does not go on from it", async () => {
  const { model } = summing();
  const run = () => generate(model, { prompt: [1], count: 1, length: 1, cache: true });
  await assertRejects(run, TypeError, "Cannot keep what summing has seen as it must say that it continues: got none.");
});
