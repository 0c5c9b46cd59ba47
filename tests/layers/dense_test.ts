import { assertEquals, assertThrows } from "@std/assert";
import { dense } from "../../src/layers/dense.ts";
import { tf } from "../../src/tf.ts";

Deno.test("dense() has no bias where it is told so", () => {
  assertEquals(Object.keys(dense({ inputs: 2, units: 1, bias: false }).params), ["kernel"]);
});

Deno.test("dense() names its place when rows do not fit", () => {
  const mode = { training: false, seed: 0, path: "head/fc" };
  assertThrows(
    () => dense({ inputs: 3, units: 2 }).forward(tf.zeros([1, 4]), mode),
    RangeError,
    "Cannot run head/fc (dense) as it takes [batch, 3]: got [1, 4].",
  );
});
