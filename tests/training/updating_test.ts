import { assertEquals } from "@std/assert";
import { accumulate, sgd, tf, weight } from "../../mod.ts";
import { updating } from "../../src/training/updating.ts";

await tf.setBackend("cpu");
const moment = { step: 0, steps: 1, stepsPerEpoch: 1 };
const slopes = (value: number) => ({
  ...{ loss: tf.scalar(1), parts: {}, gradients: { w: tf.scalar(value) } },
  sums: tf.tensor1d([1, value]),
});

Deno.test("updating() tells of all updates of a step at once, the losses summed, and takes back all or nothing", () => {
  const w = weight([], 0), parts = { optimizer: sgd({ lr: 1, momentum: 0.5 }), params: { w }, weights: { w } };
  const slots = parts.optimizer.init({ w }), told: [number[], readonly string[]][] = [];
  const see = (sums: tf.Tensor1D, names: readonly string[]) => {
    told.push([Array.from(sums.dataSync()), names]);
    sums.dispose();
  };
  const begin = updating({ ...parts, slots, watch: { see } });
  const step = (...values: number[]) =>
    tf.tidy(() => {
      const updates = begin(moment);
      for (const value of values) updates.apply(slopes(value), 1);
      updates.end();
      return undefined as unknown as tf.Tensor;
    });
  step(1, 2);
  assertEquals([w.dataSync()[0], slots["w/velocity"]!.dataSync()[0]], [-1 - 2.5, 2.5]);
  step(1, NaN);
  assertEquals([w.dataSync()[0], slots["w/velocity"]!.dataSync()[0]], [-1 - 2.5, 2.5]);
  step();
  assertEquals(told, [[[2, 1, 2], ["w", "w"]], [[2, 1, NaN], ["w", "w"]], [[0], []]]);
});

Deno.test("updating() lets no update of several be the last, and gives out what is held back after the last step", () => {
  for (const [several, ends] of [[false, -4], [true, -1.5]] as const) {
    const w = weight([], 0), optimizer = accumulate(8, sgd({ lr: 1 })), slots = optimizer.init({ w });
    const begin = updating({ optimizer, slots, params: { w }, weights: { w }, watch: undefined, several });
    tf.tidy(() => {
      const updates = begin(moment);
      for (const value of [1, 3, 0, 2]) updates.apply(slopes(value), 1);
      updates.end();
    });
    // Each by itself, or their mean.
    assertEquals(w.dataSync()[0], several ? ends : -6);
  }
});
