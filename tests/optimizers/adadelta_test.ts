import { assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { adadelta } from "../../src/optimizers/adadelta.ts";
import { weight } from "../../src/tensors/weight.ts";

Deno.test("adadelta() remembers what it says, by the weight's name", async () => {
  await cpu().open();
  assertEquals(Object.keys(adadelta({ lr: 0.1 }).init({ w: weight([2], 1) })), ["w/square", "w/moved"]);
});

Deno.test("adadelta() refuses numbers out of their range", () => {
  assertThrows(() => adadelta({ rho: 1 }), RangeError, "Cannot make adadelta as rho must be in [0, 1): got 1.");
});
