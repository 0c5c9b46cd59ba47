import { assertEquals, assertThrows } from "@std/assert";
import { accumulate } from "../../src/optimizers/accumulate.ts";
import { chain } from "../../src/optimizers/chain.ts";
import { clipByNorm } from "../../src/optimizers/clip_by_norm.ts";
import { clipByValue } from "../../src/optimizers/clip_by_value.ts";
import { makeSlots } from "../../src/tensors/slots.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import type { GradientTransform, Optimizer } from "../../src/optimizer.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

/** Passes on the sum of all gradients so far. */
const sum: GradientTransform = {
  name: "sum",
  init: (params) => makeSlots(params, ["velocity"]),
  transform: (grads, slots) =>
    Object.fromEntries(
      Object.entries(grads).map(([name, gradient]) => {
        const slot = slots[`${name}/velocity`]!;
        slot.assign(tf.add(slot, gradient));
        return [name, tf.clone(slot)];
      }),
    ),
};

Deno.test("chain() passes gradients in the order written", () => {
  const grads = { w: tf.tensor1d([30, 40]) };
  const moved = (...parts: readonly [...GradientTransform[], Optimizer]) => {
    const params = { w: weight([2], 0) };
    tf.tidy(() => chain(...parts).update(grads, {}, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
    return Array.from(params.w.dataSync(), (number) => Math.round(number * 1e4) / 1e4);
  };
  assertEquals(moved(clipByValue(3), clipByNorm(3), sgd({ lr: 1 })), [-2.1213, -2.1213]);
  assertEquals(moved(clipByNorm(3), clipByValue(2), sgd({ lr: 1 })), [-1.8, -2]);
});

Deno.test("chain() keeps the slots of its parts apart", () => {
  const params = { w: weight([], 0) };
  const optimizer = chain(sum, sum, sgd({ lr: 1, momentum: 0.5 }));
  const slots = optimizer.init(params);
  assertEquals(Object.keys(slots), ["sum.0/w/velocity", "sum.1/w/velocity", "w/velocity"]);
  for (let step = 0; step < 2; step++) {
    tf.tidy(() => optimizer.update({ w: tf.scalar(1) }, slots, params, { step, steps: 2, stepsPerEpoch: 2 }));
  }
  // Sums 1, 2; sums of those 1, 3; velocities 1, 3.5.
  assertEquals(Object.values(slots).map((slot) => slot.dataSync()[0]), [2, 3, 3.5]);
  assertEquals(params.w.dataSync()[0], -4.5);
});

Deno.test("chain() has the rate of its optimizer and says what it is made of", () => {
  const optimizer = chain(clipByNorm(1), sgd({ lr: (step) => step }));
  assertEquals(optimizer.lr(3, { steps: 9, stepsPerEpoch: 9 }), 3);
  assertEquals(optimizer.name, "clipByNorm > sgd");
});

Deno.test("chain() refuses parts out of place, by types and at run time", () => {
  const optimizer = sgd({ lr: 1 });
  // @ts-expect-error the optimizer comes last
  const swapped = () => chain(optimizer, clipByNorm(1));
  // @ts-expect-error there must be an optimizer
  const nothing = () => chain();
  // @ts-expect-error there is one optimizer
  const two = () => chain(optimizer, optimizer);
  const text = "Cannot chain optimizers as transforms must come first and one optimizer last: got ";
  assertEquals(assertThrows(swapped, TypeError).message, `${text}sgd, clipByNorm.`);
  assertEquals(assertThrows(nothing, TypeError).message, `${text}nothing.`);
  assertEquals(assertThrows(two, TypeError).message, `${text}sgd, sgd.`);
});

Deno.test("chain() hands the end of the run on to its optimizer", () => {
  const params = { w: weight([], 0) }, moment = { step: 0, steps: 9, stepsPerEpoch: 9 };
  const optimizer = chain(clipByNorm(1), accumulate(2, sgd({ lr: 1 }))), slots = optimizer.init(params);
  tf.tidy(() => optimizer.update({ w: tf.scalar(0.5) }, slots, params, moment));
  tf.tidy(() => optimizer.flush!(slots, params, moment));
  assertEquals(params.w.dataSync()[0], -0.5);
  assertEquals(chain(clipByNorm(1), sgd({ lr: 1 })).flush, undefined);
});
