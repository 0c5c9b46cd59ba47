import { assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { adafactor } from "../../src/optimizers/adafactor.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

Deno.test("adafactor() keeps the squares of rows and columns, and of numbers where there are no two axes", async () => {
  await cpu().open();
  const slots = adafactor().init({ bias: weight([5], 0), kernel: weight([4, 5], 0), filter: weight([3, 2, 4, 5], 0) });
  assertEquals(Object.fromEntries(Object.entries(slots).map(([name, { shape }]) => [name, shape])), {
    "bias/square": [5],
    ...{ "kernel/rows": [4, 1], "kernel/columns": [1, 5] },
    ...{ "filter/rows": [3, 2, 4, 1], "filter/columns": [3, 2, 1, 5] },
  });
});

Deno.test("adafactor() takes gradients of zeros", async () => {
  await cpu().open();
  const params = { w: weight([2, 2], 1) }, optimizer = adafactor(), slots = optimizer.init(params);
  const moment = { step: 0, steps: 1, stepsPerEpoch: 1 };
  tf.tidy(() => optimizer.update({ w: tf.zeros([2, 2]) }, slots, params, moment));
  assertEquals(params.w.arraySync(), [[1, 1], [1, 1]]);
});

Deno.test("adafactor() refuses numbers out of their range", () => {
  assertThrows(() => adafactor({ decay: 0.8 }), RangeError, "Cannot make adafactor as decay must be below 0: got 0.8.");
  assertThrows(
    () => adafactor({ clip: 0.5 }),
    RangeError,
    "Cannot make adafactor as clip must be at least 1: got 0.5.",
  );
  const text = "Cannot make adafactor as epsilon must be a finite number above 0: got 0.";
  assertThrows(() => adafactor({ epsilon: 0 }), RangeError, text);
});
