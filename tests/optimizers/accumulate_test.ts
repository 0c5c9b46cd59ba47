import { assertEquals, assertThrows } from "@std/assert";
import { accumulate } from "../../src/optimizers/accumulate.ts";
import { chain } from "../../src/optimizers/chain.ts";
import { clipByValue } from "../../src/optimizers/clip_by_value.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import type { Optimizer } from "../../src/optimizer.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

function walk(optimizer: Optimizer, gradients: readonly number[], steps = gradients.length): number[] {
  const params = { w: weight([], 0) };
  const slots = optimizer.init(params);
  return gradients.map((gradient, step) => {
    tf.tidy(() => optimizer.update({ w: tf.scalar(gradient) }, slots, params, { step, steps, stepsPerEpoch: 3 }));
    return params.w.dataSync()[0]!;
  });
}

Deno.test("accumulate() moves after steps 4, 8 and 10 of 10, by the mean of 4, 4 and 2 gradients", () => {
  // As MMEngine's OptimWrapper with accumulative_counts=4, which divides by 4 eight times and then by 2 twice.
  const got = walk(accumulate(4, sgd({ lr: 1 })), [1, 2, 3, 6, 4, 4, 4, 0, 5, 7]);
  assertEquals(got, [0, 0, 0, -3, -3, -3, -3, -6, -6, -12]);
});

Deno.test("accumulate() waits for a full count where the run's length is unknown", () => {
  assertEquals(walk(accumulate(2, sgd({ lr: 1 })), [2, 4, 6], Infinity), [0, -3, -3]);
});

Deno.test("accumulate() leaves schedules counting steps", () => {
  const optimizer = accumulate(2, sgd({ lr: (step) => step }));
  assertEquals(walk(optimizer, [1, 1, 1, 1]), [0, -1, -1, -4]);
  assertEquals(optimizer.lr(3, { steps: 4, stepsPerEpoch: 4 }), 3);
});

Deno.test("accumulate() around a chain clips the mean, not each gradient", () => {
  assertEquals(walk(accumulate(2, chain(clipByValue(1), sgd({ lr: 1 }))), [-5, 5.5]), [0, -0.25]);
});

Deno.test("accumulate() refuses a count that is not whole", () => {
  const error = assertThrows(() => accumulate(1.5, sgd({ lr: 1 })), RangeError);
  assertEquals(error.message, "Cannot make accumulate as n must be a whole number of at least 1: got 1.5.");
});
