import { assertEquals, assertThrows } from "@std/assert";
import { clipByValue } from "../../src/optimizers/clip_by_value.ts";
import { tf } from "../../src/tf.ts";

Deno.test("clipByValue() clips each number by itself", () => {
  const grads = { a: tf.tensor1d([-9, -2, 1]), b: tf.scalar(3) };
  const { a, b } = clipByValue(2).transform(grads, {}, {}, { step: 0, steps: 1, stepsPerEpoch: 1 });
  assertEquals([a!.arraySync(), b!.arraySync()], [[-2, -2, 1], 2]);
});

Deno.test("clipByValue() refuses a limit that is not above 0", () => {
  const error = assertThrows(() => clipByValue(-1), RangeError);
  assertEquals(error.message, "Cannot make clipByValue as limit must be a finite number above 0: got -1.");
});
