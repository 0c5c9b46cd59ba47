import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { cpu, type Engine, makeStep, sgd, tf, wasm } from "../../mod.ts";
import { onBatch, outOfMemory } from "../../src/tensors/out_of_memory.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { deno } from "../program.ts";
import { hugeBatch } from "./huge_batch.ts";

const needed = await needLibrary();

function fails(error: Error): () => never {
  return () => {
    throw error;
  };
}

Deno.test("onBatch() adds half the batch to an error of memory, and keeps the error", () => {
  const error = outOfMemory("run MatMul", "Graph execution error:\n\nOOM when allocating tensor\nHint: more");
  const hinted = assertThrows(() => onBatch(9, fails(error)), RangeError);
  assertEquals(
    hinted.message,
    "Cannot run MatMul as the device's memory is used up: got OOM when allocating tensor\n" +
      "Try a batch of at most 4: this one has 9 samples.",
  );
  assertStrictEquals(hinted.cause, error);
});

Deno.test("onBatch() asks for something smaller where a batch is one sample", () => {
  const hinted = assertThrows(() => onBatch(1, fails(outOfMemory("add", "no room"))), RangeError);
  assertEquals(hinted.message.split("\n")[1], "This batch has one sample: make it, or the model, smaller.");
});

Deno.test("onBatch() lets answers and other errors through as they are", () => {
  assertEquals(onBatch(2, () => 7), 7);
  const other = new RangeError("Cannot add as shapes differ");
  assertStrictEquals(assertThrows(() => onBatch(2, fails(other))), other);
});

Deno.test({
  name: "makeStep() on native says which batch to try where TensorFlow has no memory left, eager and compiled",
  ...needed,
  async fn() {
    // Both wait for memory at the same time.
    const other = deno([
      "run",
      "-A",
      "--quiet",
      "--no-check",
      fileURLToPath(new URL("huge_batch.ts", import.meta.url)),
    ]);
    const compiled = await hugeBatch(true), { stdout, stderr } = await other;
    assertEquals(stderr, "");
    const eager: typeof compiled = JSON.parse(stdout);
    for (const { message } of [eager, compiled]) {
      const [first, hint] = message.split("\n");
      assertEquals(
        first!.slice(0, first!.indexOf(" on /")),
        "Cannot run the operation Fill as the device's memory is used up: got OOM when allocating tensor with " +
          "shape[1048576,1048576] and type float",
      );
      assertEquals(hint, "Try a batch of at most 16: this one has 32 samples.");
    }
    // Put off, it fails in the midst of the gradient, and tfjs never gives back what that had saved.
    assertEquals(eager.left, 0);
  },
});

for (
  const [make, words] of [[cpu, "Cannot compute the batch as this process's memory is used up: got "], [
    wasm,
    "",
  ]] as const
) {
  Deno.test(`makeStep() on ${make.name} says which batch to try where there is no memory left`, async () => {
    const engine = await (make as () => Engine)().open(), weight = tf.variable(tf.scalar(1));
    const side = make === cpu ? 2 ** 30 : 2 ** 15;
    const forward = () => tf.mul(tf.tile(tf.zeros([1, 2 ** 16]), [side, 1]), weight);
    const optimizer = sgd({ lr: 1 }), model = { name: "huge", params: { weight }, forward };
    const loss = (prediction: tf.Tensor) => tf.mean(prediction) as tf.Scalar;
    const step = makeStep({ model, loss, optimizer, slots: optimizer.init(model.params), engine });
    const batch = { x: tf.scalar(0), y: tf.scalar(0), size: 32 };
    const error = assertThrows(() => step(batch, { step: 0, steps: 1, stepsPerEpoch: 1 }, 0), RangeError);
    assertEquals(error.message.startsWith(words), true, error.message);
    assertEquals(error.message.split("\n").at(-1), "Try a batch of at most 16: this one has 32 samples.");
    tf.dispose([weight, batch.x, batch.y]);
  });
}
