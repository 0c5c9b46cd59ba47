import { assertEquals, assertThrows } from "@std/assert";
import { constant } from "../../src/schedules/constant.ts";
import { exponential } from "../../src/schedules/exponential.ts";
import { join } from "../../src/schedules/join.ts";
import { linear } from "../../src/schedules/linear.ts";

Deno.test("join() lets the last schedule last for what is left", () => {
  const lr = join(constant(9, { steps: 2 }), constant(8, { epochs: 1 }), linear(4, 0));
  assertEquals(
    Array.from({ length: 11 }, (_, step) => lr(step, { steps: 10, stepsPerEpoch: 3 })),
    [9, 9, 8, 8, 8, 4, 3, 2, 1, 0, 0],
  );
});

Deno.test("join() refuses a schedule without an end before another, by types and at run time", () => {
  // @ts-expect-error exponential never ends
  const endless = () => join(exponential(1, 0.5), constant(1));
  assertEquals(
    assertThrows(endless, TypeError).message,
    "Cannot join schedules as all but the last must end: got one without an end in place 1. Give it a length.",
  );
  // @ts-expect-error there must be one
  const nothing = () => join();
  assertThrows(nothing, TypeError, "Cannot join schedules as all but the last must end: got none.");
});
