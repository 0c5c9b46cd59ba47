import { assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { adamax } from "../../src/optimizers/adamax.ts";
import { weight } from "../../src/tensors/weight.ts";

Deno.test("adamax() remembers what it says, by the weight's name", async () => {
  await cpu().open();
  assertEquals(Object.keys(adamax({ lr: 0.1 }).init({ w: weight([2], 1) })), ["w/first", "w/largest"]);
});

Deno.test("adamax() refuses numbers out of their range", () => {
  assertThrows(
    () => adamax({ lr: 0.1, beta2: 1 }),
    RangeError,
    "Cannot make adamax as beta2 must be in [0, 1): got 1.",
  );
});
