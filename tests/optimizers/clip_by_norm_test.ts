import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { clipByNorm } from "../../src/optimizers/clip_by_norm.ts";
import { tf } from "../../src/tf.ts";

const moment = { step: 0, steps: 1, stepsPerEpoch: 1 };

Deno.test("clipByNorm() measures all gradients together", () => {
  const { a, b } = clipByNorm(6.5).transform({ a: tf.tensor1d([3, 4]), b: tf.scalar(12) }, {}, {}, moment);
  [...a!.dataSync(), ...b!.dataSync()].forEach((number, i) => assertAlmostEquals(number, [1.5, 2, 6][i]!, 1e-5));
});

Deno.test("clipByNorm() leaves small gradients and none alone", () => {
  const { a } = clipByNorm(5.1).transform({ a: tf.tensor1d([3, 4]) }, {}, {}, moment);
  assertEquals(a!.arraySync(), [3, 4]);
  assertEquals(clipByNorm(1).transform({ a: tf.zeros([2]) }, {}, {}, moment).a!.arraySync(), [0, 0]);
  assertEquals(clipByNorm(1).transform({}, {}, {}, moment), {});
});

Deno.test("clipByNorm() refuses a norm that is not above 0", () => {
  const error = assertThrows(() => clipByNorm(0), RangeError);
  assertEquals(error.message, "Cannot make clipByNorm as max must be a finite number above 0: got 0.");
});
