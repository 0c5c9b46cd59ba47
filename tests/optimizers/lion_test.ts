import { assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { lion } from "../../src/optimizers/lion.ts";
import { weight } from "../../src/tensors/weight.ts";

Deno.test("lion() remembers what it says, by the weight's name", async () => {
  await cpu().open();
  assertEquals(Object.keys(lion({ lr: 0.1 }).init({ w: weight([2], 1) })), ["w/mean"]);
});

Deno.test("lion() refuses numbers out of their range", () => {
  assertThrows(
    () => lion({ lr: -1 }),
    RangeError,
    "Cannot make lion as lr must be a finite number of at least 0: got -1.",
  );
});
