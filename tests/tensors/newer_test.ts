import { assertEquals, assertThrows } from "@std/assert";
import { restoreSlots } from "../../src/training/snapshot.ts";
import { newer } from "../../src/tensors/newer.ts";
import { weight } from "../../src/tensors/weight.ts";
import { cpu } from "../../mod.ts";

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
