import { assertEquals, assertThrows } from "@std/assert";
import { ema } from "../../src/optimizers/ema.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { swa } from "../../src/optimizers/swa.ts";
import { tf } from "../../src/tf.ts";
import { weight } from "../../src/tensors/weight.ts";

await tf.setBackend("cpu");

Deno.test("ema() refuses what cannot be averaged so", () => {
  const cases: readonly (readonly [() => unknown, string])[] = [
    [() => ema(sgd({ lr: 1 }), { momentum: 2 }), "Cannot make ema as momentum must be in [0, 1]: got 2."],
    [() => ema(sgd({ lr: 1 }), { gamma: 0 }), "Cannot make ema as gamma must be a finite number above 0: got 0."],
    [
      () => ema(sgd({ lr: 1 }), { begin: { share: 2 } }),
      "Cannot make ema as share must be above 0 and at most 1: got 2.",
    ],
    [
      () => ema(sgd({ lr: 1 }), { interval: { epochs: 0.5 } }),
      "Cannot make ema as interval.epochs must be a whole number of at least 1: got 0.5.",
    ],
  ];
  for (const [make, text] of cases) assertEquals(assertThrows(make, RangeError).message, text);
  assertEquals(
    assertThrows(() => ema({ momentum: 0.1 } as never), TypeError).message,
    "Cannot make ema as it is made around an optimizer: got an object. Write ema(sgd(...)).",
  );
});

Deno.test("ema() has one average: of another one it is refused", () => {
  const twice = ema(swa(sgd({ lr: 1 })));
  assertEquals(
    assertThrows(() => twice.init({ w: weight([], 0) }), RangeError).message,
    "Cannot average as the weights have one average: got swa > sgd within ema.",
  );
});

Deno.test("ema() follows MMEngine's closed form with its usual momentum on weights that stay", () => {
  const params = { w: weight([], 1) }, optimizer = ema(sgd({ lr: 1 })), slots = optimizer.init(params);
  const update = (gradient: number, step: number) =>
    tf.tidy(() => optimizer.update({ w: tf.scalar(gradient) }, slots, params, { step, steps: 9, stepsPerEpoch: 9 }));
  // 1 is taken first; from then on the weight is 2.
  update(0, 0);
  update(-1, 1);
  for (let step = 2; step <= 100; step++) update(0, step);
  const [average] = tf.tidy(() => optimizer.published!(slots, params).w!.dataSync());
  assertEquals(Math.abs(average! - (2 - 0.9998 ** 100)) < 1e-5, true);
});
