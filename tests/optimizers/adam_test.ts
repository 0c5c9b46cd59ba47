import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { adam, adamw } from "../../src/optimizers/adam.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

const moment = { step: 0, steps: 10, stepsPerEpoch: 5 };

Deno.test("adam() keeps two slots a weight, by the weight's name", () => {
  assertEquals(Object.keys(adam({ lr: 1 }).init({ w: weight([2], 0) })), ["w/first", "w/second"]);
});

Deno.test("adam() corrects by the number of updates where that is not the step", () => {
  const after = (place: typeof moment & { updates?: number }) => {
    const params = { w: weight([], 0) };
    const optimizer = adam({ lr: 0.1 });
    const slots = optimizer.init(params);
    tf.tidy(() => optimizer.update({ w: tf.scalar(3) }, slots, params, place));
    return params.w.dataSync()[0]!;
  };
  assertEquals(after({ ...moment, step: 7, updates: 0 }), after(moment));
  assertAlmostEquals(after(moment), -0.1, 1e-6);
});

Deno.test("adamw() shrinks a weight whose gradient is 0, adam() without decay leaves it", () => {
  const after = (optimizer: ReturnType<typeof adam>) => {
    const params = { w: weight([], 1) };
    tf.tidy(() => optimizer.update({ w: tf.scalar(0) }, optimizer.init(params), params, moment));
    return params.w.dataSync()[0]!;
  };
  assertAlmostEquals(after(adamw({ lr: 0.1 })), 1 - 0.1 * 0.01, 1e-7);
  assertEquals(after(adam({ lr: 0.1 })), 1);
});

Deno.test("adam() and adamw() refuse numbers out of their range", () => {
  const cases = [
    [() => adam({ lr: Infinity }), "Cannot make adam as lr must be a finite number of at least 0: got Infinity."],
    [() => adam({ lr: 1, beta1: 1 }), "Cannot make adam as beta1 must be in [0, 1): got 1."],
    [() => adamw({ lr: 1, beta2: -0.1 }), "Cannot make adamw as beta2 must be in [0, 1): got -0.1."],
    [
      () => adamw({ lr: 1, epsilon: -1 }),
      "Cannot make adamw as epsilon must be a finite number of at least 0: got -1.",
    ],
  ] as const;
  for (const [make, text] of cases) assertEquals(assertThrows(make, RangeError).message, text);
});
