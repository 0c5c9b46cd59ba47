import { assertEquals, assertRejects } from "@std/assert";
import { evaluate, tf } from "../../mod.ts";
import { outOfMemory } from "../../src/tensors/out_of_memory.ts";
import { line, meanTarget, points } from "../toy.ts";

await tf.setBackend("cpu");

async function finish<T>(generator: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const { done, value } = await generator.next();
    if (done) return value as T;
  }
}

Deno.test("evaluate() folds every metric over all batches and leaves nothing on the device", async () => {
  const model = line();
  const before = tf.memory().numTensors;
  const metrics = [meanTarget("first"), meanTarget("second")] as const;
  assertEquals(await finish(evaluate(model, points([1, 2, 6]).val!(), metrics)), { first: 3, second: 3 });
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("evaluate() says which batch to try where memory is used up, and gives back what it held", async () => {
  const model = line(), before = tf.memory().numTensors;
  const step = () => {
    throw outOfMemory("run MatMul", "no room");
  };
  const error = await assertRejects(
    () => finish(evaluate(model, points([1, 2]).val!(), [meanTarget("mean")], step)),
    RangeError,
  );
  assertEquals(
    error.message,
    "Cannot run MatMul as the device's memory is used up: got no room\n" +
      "This batch has one sample: make it, or the model, smaller.",
  );
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("evaluate() runs the model in predict mode", async () => {
  const modes: boolean[] = [];
  const model = {
    name: "spy",
    params: {},
    forward: (x: tf.Tensor1D, mode: { training: boolean }) => (modes.push(mode.training), tf.clone(x)),
  };
  await finish(evaluate(model, points([1, 2]).val!(), []));
  assertEquals(modes, [false, false]);
});

Deno.test("evaluate() gives back its tensors when it is left early", async () => {
  const model = line();
  const before = tf.memory().numTensors;
  for await (const _ of evaluate(model, points([1, 2]).val!(), [meanTarget("mean")])) break;
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("evaluate() refuses to judge on nothing", async () => {
  await assertRejects(
    () => finish(evaluate(line(), [], [])),
    RangeError,
    "Cannot judge line as there must be a batch: got none",
  );
});
