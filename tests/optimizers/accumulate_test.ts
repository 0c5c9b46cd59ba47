import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { accumulate } from "../../src/optimizers/accumulate.ts";
import { adam } from "../../src/optimizers/adam.ts";
import { chain } from "../../src/optimizers/chain.ts";
import { clipByValue } from "../../src/optimizers/clip_by_value.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import type { Optimizer } from "../../src/optimizer.ts";
import { readTensors, writeTensor } from "../../src/tensors/read.ts";
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

Deno.test("accumulate() waits for a full count where the run's length is unknown, and flush() takes what is left", () => {
  const params = { w: weight([], 0) }, optimizer = accumulate(2, sgd({ lr: 1 })), slots = optimizer.init(params);
  const moment = (step: number) => ({ step, steps: Infinity, stepsPerEpoch: Infinity });
  const walked = [2, 4, 6].map((gradient, step) => {
    tf.tidy(() => optimizer.update({ w: tf.scalar(gradient) }, slots, params, moment(step)));
    return params.w.dataSync()[0]!;
  });
  assertEquals(walked, [0, -3, -3]);
  const before = tf.memory().numTensors;
  for (let i = 0; i < 2; i++) {
    tf.tidy(() => optimizer.flush!(slots, params, moment(2)));
    assertEquals(params.w.dataSync()[0], -9);
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("accumulate() in a run that was over and is made longer begins a new sum", async () => {
  const params = { w: weight([], 0) }, optimizer = accumulate(4, sgd({ lr: 1 })), slots = optimizer.init(params);
  let now = slots, at = 0;
  const seen: number[] = [];
  const go = (to: number) => {
    for (let step = at; step < to; step++) {
      const before = params.w.dataSync()[0]!;
      const moment = { step, steps: to, stepsPerEpoch: 10 };
      tf.tidy(() => optimizer.update({ w: tf.scalar(step + 1) }, now, params, moment));
      const moved = before - params.w.dataSync()[0]!;
      if (moved !== 0) seen.push(moved);
    }
    at = to;
  };
  go(10);
  // As a resumed run finds them.
  const saved = await readTensors(now);
  now = optimizer.init(params);
  for (const [name, slot] of Object.entries(now)) writeTensor(slot, saved[name]!);
  go(16);
  // Means of 1 to 4, 5 to 8, 9 and 10; then of 11 to 14, 15 and 16.
  assertEquals(seen, [2.5, 6.5, 9.5, 12.5, 15.5]);
});

Deno.test("accumulate() moves a weight that has a gradient in some steps only, by the mean over all, and leaves others alone", () => {
  const params = { often: weight([], 0), once: weight([], 0), never: weight([], 5) };
  const optimizer = accumulate(2, sgd({ lr: 1, weightDecay: 0.5 })), slots = optimizer.init(params);
  const steps: Record<string, number>[] = [{ often: 2, once: 4 }, { often: 4 }, { often: 1 }, { often: 1 }];
  for (const [step, grads] of steps.entries()) {
    const given = Object.fromEntries(Object.entries(grads).map(([name, value]) => [name, tf.scalar(value)]));
    tf.tidy(() => optimizer.update(given, slots, params, { step, steps: 4, stepsPerEpoch: 4 }));
  }
  // often: -3, then -3 - (1 - 1.5); once: -4 / 2 and no decay afterwards, as it had no gradient.
  assertEquals(Object.values(params).map((w) => w.dataSync()[0]), [-2.5, -2, 5]);
});

Deno.test("accumulate() counts the updates it has made for Adam's corrections, after a rest too", () => {
  // Every step of Adam on a gradient that stays the same is of size lr, if its corrections are of the right count.
  const params = { w: weight([], 0) }, optimizer = accumulate(4, adam({ lr: 0.5 })), slots = optimizer.init(params);
  const lengths = [6, 12];
  for (let step = 0; step < 12; step++) {
    const steps = lengths.find((length) => step < length)!;
    tf.tidy(() => optimizer.update({ w: tf.scalar(3) }, slots, params, { step, steps, stepsPerEpoch: 6 }));
  }
  // Updates after steps 4, 6, 10 and 12.
  assertAlmostEquals(params.w.dataSync()[0]!, -4 * 0.5, 1e-6);
});

Deno.test("accumulate() weighs steps by what they count, on the device or on the host", () => {
  for (const counted of [(count: number) => count, (count: number) => tf.scalar(count)]) {
    const params = { w: weight([], 0) }, optimizer = accumulate(3, sgd({ lr: 1 })), slots = optimizer.init(params);
    for (const [step, [gradient, count]] of ([[1, 4], [7, 2], [100, 0]] as const).entries()) {
      const moment = { step, steps: 9, stepsPerEpoch: 9, count: counted(count) };
      tf.tidy(() => optimizer.update({ w: tf.scalar(gradient) }, slots, params, moment));
    }
    assertAlmostEquals(params.w.dataSync()[0]!, -(1 * 4 + 7 * 2) / 6, 1e-6);
  }
});

Deno.test("accumulate() refuses to be done twice", () => {
  const twice = accumulate(2, accumulate(3, sgd({ lr: 1 })));
  assertEquals(
    assertThrows(() => twice.init({ w: weight([], 0) }), RangeError).message,
    "Cannot accumulate as it must be done once: got accumulate > sgd within accumulate. Multiply the two numbers.",
  );
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
