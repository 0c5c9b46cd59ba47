import { assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { lamb } from "../../src/optimizers/lamb.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

Deno.test("lamb() remembers what it says, by the weight's name", async () => {
  await cpu().open();
  assertEquals(Object.keys(lamb({ lr: 0.1 }).init({ w: weight([2], 1) })), ["w/first", "w/second"]);
});

Deno.test("lamb() refuses numbers out of their range", () => {
  assertThrows(
    () => lamb({ lr: 0.1, beta1: -0.1 }),
    RangeError,
    "Cannot make lamb as beta1 must be in [0, 1): got -0.1.",
  );
});

Deno.test("lamb() moves weights of nothing but zeros by the plain step", async () => {
  await cpu().open();
  const params = { w: weight([2], 0) }, optimizer = lamb({ lr: 0.1 }), slots = optimizer.init(params);
  const moment = { step: 0, steps: 1, stepsPerEpoch: 1 };
  tf.tidy(() => optimizer.update({ w: tf.tensor1d([5, -5]) }, slots, params, moment));
  assertEquals(Array.from(params.w.dataSync(), (number) => Math.round(number * 1e5) / 1e5), [-0.1, 0.1]);
  // Nor does a step of zeros divide by its length.
  tf.tidy(() => {
    for (const variable of [params.w, ...Object.values(slots)]) variable.assign(tf.zerosLike(variable));
    optimizer.update({ w: tf.tensor1d([0, 0]) }, slots, params, moment);
  });
  assertEquals(params.w.arraySync(), [0, 0]);
});
