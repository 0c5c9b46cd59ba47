import { assertEquals, assertThrows } from "@std/assert";
import { sgd } from "../../src/optimizers/sgd.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

const span = { steps: 10, stepsPerEpoch: 5 };

Deno.test("sgd() needs no slots without momentum, and one velocity a weight with it", () => {
  const params = { kernel: weight([2], 0), bias: weight([1], 0) };
  assertEquals(Object.keys(sgd({ lr: 1 }).init(params)), []);
  assertEquals(Object.keys(sgd({ lr: 1, momentum: 0.5 }).init(params)), ["kernel/velocity", "bias/velocity"]);
});

Deno.test("sgd() takes its rate from the schedule at the step and leaves weights without a gradient alone", () => {
  const params = { a: weight([], 0), b: weight([], 7) };
  const optimizer = sgd({ lr: (step, { steps }) => step / steps });
  tf.tidy(() => optimizer.update({ a: tf.scalar(1) }, {}, params, { step: 5, ...span }));
  assertEquals([params.a.dataSync()[0], params.b.dataSync()[0]], [-0.5, 7]);
  assertEquals(optimizer.lr(5, span), 0.5);
});

Deno.test("sgd() refuses numbers out of their range", () => {
  const cases = [
    [{ lr: -1 }, "Cannot make sgd as lr must be a finite number of at least 0: got -1."],
    [{ lr: NaN }, "Cannot make sgd as lr must be a finite number of at least 0: got NaN."],
    [{ lr: 1, momentum: 1 }, "Cannot make sgd as momentum must be in [0, 1): got 1."],
    [{ lr: 1, weightDecay: -1 }, "Cannot make sgd as weightDecay must be a finite number of at least 0: got -1."],
    [{ lr: 1, nesterov: true }, "Cannot make sgd as nesterov needs a momentum above 0: got 0."],
  ] as const;
  for (const [options, text] of cases) assertEquals(assertThrows(() => sgd(options), RangeError).message, text);
});
