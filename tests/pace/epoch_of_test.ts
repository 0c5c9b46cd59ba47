import { assertEquals, assertThrows } from "@std/assert";
import { epochOf } from "../../src/pace/epoch_of.ts";

Deno.test("epochOf() counts the epochs that are over, and refuses to where they are not known", () => {
  assertEquals([0, 2, 3].map((step) => epochOf("x", step, { steps: 9, stepsPerEpoch: 3 })), [0, 0, 1]);
  assertEquals(
    assertThrows(() => epochOf("x", 0, { steps: 9, stepsPerEpoch: Infinity }), RangeError).message,
    "Cannot follow x as the length of the epoch must be known: got a dataset that does not tell its batches. " +
      "Count in steps.",
  );
});
