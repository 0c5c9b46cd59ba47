import { assertEquals, assertThrows } from "@std/assert";
import { followed } from "../../src/pace/followed.ts";

const at = (step: number) => ({ step, steps: 10, stepsPerEpoch: 5 });

Deno.test("followed() hands out numbers as they are, and schedules at the step", () => {
  const follow = followed("adam", {
    "a finite number of at least 0": { lr: (step, { steps }) => step / steps },
    "in [0, 1)": { beta1: 0.9 },
  });
  assertEquals(follow(at(3))("kernel"), { lr: 0.3, beta1: 0.9 });
  assertEquals(follow(at(5))("bias"), { lr: 0.5, beta1: 0.9 });
});

Deno.test("followed() puts in what a weight has of its own", () => {
  const follow = followed("sgd", { "a finite number of at least 0": { lr: 0.1, weightDecay: 0.5 } });
  const own = (weight: string, numbers: Readonly<Record<string, number>>) =>
    weight === "bias" ? { ...numbers, weightDecay: 0 } : numbers;
  const numbersOf = follow({ ...at(0), own });
  assertEquals([numbersOf("kernel"), numbersOf("bias")], [{ lr: 0.1, weightDecay: 0.5 }, { lr: 0.1, weightDecay: 0 }]);
});

Deno.test("followed() refuses a number at once, and what a schedule says when it says it", () => {
  const text = "Cannot make sgd as momentum must be in [0, 1): got 1.";
  assertThrows(() => followed("sgd", { "in [0, 1)": { momentum: 1 } }), RangeError, text);
  const follow = followed("sgd", { "in [0, 1)": { momentum: (step: number) => step / 4 } });
  assertEquals(follow(at(3))("kernel"), { momentum: 0.75 });
  assertThrows(() => follow(at(4)), RangeError, text);
});
