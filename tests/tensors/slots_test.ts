import { assertEquals, assertThrows } from "@std/assert";
import { copyOf, makeSlots, newer } from "../../src/tensors/slots.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";
import { restoreSlots } from "../../src/training/snapshot.ts";
import { cpu } from "../../mod.ts";

Deno.test("makeSlots() makes slots of the weight's shape that do not learn", () => {
  const params = { a: weight([2, 1], 1), fixed: weight([2], 1, { trainable: false }) };
  const slots = makeSlots(params, ["x", "y"], 3);
  assertEquals(Object.keys(slots), ["a/x", "a/y"]);
  assertEquals(slots["a/y"]!.arraySync(), [[3], [3]]);
  assertEquals(slots["a/y"]!.trainable, false);
});

Deno.test("copyOf() has numbers of its own, and leaves nothing else behind", async () => {
  await cpu().open();
  const w = weight([2], 1), before = tf.memory().numTensors, copy = copyOf(w);
  assertEquals(tf.memory().numTensors, before + 1);
  tf.tidy(() => w.assign(tf.tensor1d([5, 6])));
  assertEquals([copy.arraySync(), w.arraySync()], [[1, 1], [5, 6]]);
  tf.dispose([w, copy]);
});

const progress = { step: 0, epoch: 0, batch: 0, samples: 0, seed: 1, scores: {}, judged: 0, recent: {} };

Deno.test("newer() slots are 0 where a checkpoint of before lacks them, and are restored where it has them", async () => {
  await cpu().open();
  const old = { model: "m", optimizer: "sgd", weights: {}, slots: {}, progress };
  const slots = { count: newer(weight([2], 1)) };
  restoreSlots(old, slots, "sgd");
  assertEquals(slots.count.arraySync(), [0, 0]);
  const data = new Float32Array([3, 4]);
  restoreSlots({ ...old, slots: { count: { dtype: "float32", shape: [2], data } } }, slots, "sgd");
  assertEquals(slots.count.arraySync(), [3, 4]);
  assertThrows(() => restoreSlots(old, { other: weight([], 0) }, "sgd"), RangeError, "1 missing (other)");
});
