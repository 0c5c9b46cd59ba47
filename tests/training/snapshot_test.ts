import { assertEquals, assertThrows } from "@std/assert";
import { tf, weight } from "../../mod.ts";
import { restoreLearning, restoreSlots, restoreWeights, takeSnapshot } from "../../src/training/snapshot.ts";

await tf.setBackend("cpu");
const progress = { step: 1, epoch: 0, batch: 1, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
const model = (shape: number[], ...names: string[]) => ({
  name: `model of ${names}`,
  params: Object.fromEntries(names.map((name) => [name, weight(shape, 1)])),
});

Deno.test("takeSnapshot() copies: later steps do not reach into it", async () => {
  const from = model([2], "a");
  const snapshot = await takeSnapshot({ model: from, optimizer: { name: "none" }, slots: {} }, progress);
  from.params.a!.assign(tf.tensor1d([5, 5]));
  assertEquals(snapshot.weights.a!.data, Float32Array.of(1, 1));
});

Deno.test("restoreLearning() and restoreWeights() take the two kinds of weights of a snapshot, each its own", async () => {
  const from = model([2], "a", "b"), slots = { average: tf.variable(tf.tensor1d([8, 9])) };
  const optimizer = { name: "average", published: () => ({ a: slots.average }) };
  const snapshot = await takeSnapshot({ model: from, optimizer, slots }, progress);
  assertEquals(snapshot.weights.a!.data, Float32Array.of(8, 9));
  assertEquals(Object.keys(snapshot.learning!), ["a"]);
  assertEquals(from.params.a!.arraySync(), [1, 1], "the model is left alone");
  const to = model([2], "a", "b");
  restoreWeights(snapshot, to);
  assertEquals([to.params.a!.arraySync(), to.params.b!.arraySync()], [[8, 9], [1, 1]]);
  restoreLearning(snapshot, to);
  assertEquals([to.params.a!.arraySync(), to.params.b!.arraySync()], [[1, 1], [1, 1]]);
});

Deno.test("restoreWeights() says which keys differ", async () => {
  const snapshot = await takeSnapshot(
    { model: model([2], "a", "b"), optimizer: { name: "none" }, slots: {} },
    progress,
  );
  const error = assertThrows(() => restoreWeights(snapshot, model([3], "a", "c")), RangeError);
  assertEquals(
    error.message,
    "Cannot load weights of model of a,b into the model model of a,c as their keys, shapes and types must agree: got 1 missing " +
      "(c); 1 unknown (b); 1 of another shape (a [2] for [3]). Build the model with the arguments it was trained with.",
  );
});

Deno.test("restoreSlots() says which optimizer the slots are of", async () => {
  const slots = { "a/velocity": weight([2], 0, { trainable: false }) };
  const snapshot = await takeSnapshot({ model: model([2], "a"), optimizer: { name: "sgd" }, slots }, progress);
  restoreSlots(snapshot, slots, "sgd");
  assertThrows(
    () => restoreSlots(snapshot, {}, "adam"),
    RangeError,
    "Cannot load slots of sgd into the optimizer adam",
  );
});

Deno.test("restoreWeights() takes names that objects are born with for names", async () => {
  const odd = model([2], "toString", "constructor");
  const snapshot = await takeSnapshot({ model: odd, optimizer: { name: "none" }, slots: {} }, progress);
  assertThrows(() => restoreWeights(snapshot, model([2])), RangeError, "got 2 unknown (toString, constructor).");
  const [first] = Object.values(odd.params);
  first!.assign(tf.tensor1d([5, 5]));
  restoreWeights(snapshot, odd);
  assertEquals(first!.arraySync(), [1, 1]);
});

Deno.test("restoreWeights() refuses weights of another type before it writes any", async () => {
  const odd = model([2], "a", "b");
  const snapshot = await takeSnapshot({ model: odd, optimizer: { name: "none" }, slots: {} }, progress);
  const other = {
    ...snapshot,
    weights: { ...snapshot.weights, b: { ...snapshot.weights.b!, dtype: "int32" as const } },
  };
  odd.params.a!.assign(tf.tensor1d([5, 5]));
  assertThrows(() => restoreWeights(other, odd), RangeError, "got 1 of another type (b int32 for float32).");
  assertEquals(odd.params.a!.arraySync(), [5, 5]);
});
