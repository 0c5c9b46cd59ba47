import { assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { radam } from "../../src/optimizers/radam.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

Deno.test("radam() remembers what it says, by the weight's name", async () => {
  await cpu().open();
  assertEquals(Object.keys(radam({ lr: 0.1 }).init({ w: weight([2], 1) })), ["w/first", "w/second"]);
});

Deno.test("radam() refuses numbers out of their range", () => {
  assertThrows(
    () => radam({ lr: 0.1, epsilon: NaN }),
    RangeError,
    "Cannot make radam as epsilon must be a finite number of at least 0: got NaN.",
  );
});

Deno.test("radam() descends by the plain mean until there are squares enough, five steps at the usual beta2", async () => {
  await cpu().open();
  const params = { w: weight([1], 0) }, optimizer = radam({ lr: 0.1, beta1: 0 }), slots = optimizer.init(params);
  const moved = Array.from({ length: 7 }, (_, step) => {
    const before = params.w.dataSync()[0]!;
    tf.tidy(() => optimizer.update({ w: tf.tensor1d([10]) }, slots, params, { step, steps: 7, stepsPerEpoch: 7 }));
    return Math.round((params.w.dataSync()[0]! - before) * 1e4) / 1e4;
  });
  assertEquals(moved.slice(0, 5), [-1, -1, -1, -1, -1]);
  assertEquals(moved.slice(5).every((step) => step < 0 && step > -0.1), true);
});
