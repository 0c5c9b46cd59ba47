import { assertEquals, assertThrows } from "@std/assert";
import { checkStretch, lengthOf } from "../../src/pace/length_of.ts";
import { constant } from "../../src/schedules/constant.ts";
import { join } from "../../src/schedules/join.ts";
import { linear } from "../../src/schedules/linear.ts";
import { warmup } from "../../src/schedules/warmup.ts";

const span = { steps: 20, stepsPerEpoch: 5 };

Deno.test("lengthOf() takes a share of the whole run, also of what follows something", () => {
  assertEquals(lengthOf("x", { share: 0.25 }, span), 5);
  assertEquals(lengthOf("x", { share: 0.25 }, { ...span, steps: 12, offset: 8 }), 5);
  const lr = join(constant(1, { share: 0.5 }), constant(2, { share: 0.25 }), constant(3));
  assertEquals([0, 9, 10, 14, 15, 19].map((step) => lr(step, span)), [1, 1, 2, 2, 3, 3]);
});

Deno.test("lengthOf() gives all that last a share of the run", () => {
  const up = warmup(constant(4), { share: 0.15, factor: 0.5 });
  assertEquals([0, 1, 2, 3].map((step) => up(step, span)), [2, 3, 4, 4]);
  assertEquals(linear(0, 4, { share: 0.25 })(2, span), 2);
});

Deno.test("lengthOf() refuses a share of a run of unknown length", () => {
  assertThrows(
    () => lengthOf("warmup", { share: 0.1 }, { steps: Infinity, stepsPerEpoch: 5 }),
    RangeError,
    "Cannot follow warmup as the length of the run must be known",
  );
});

Deno.test("checkStretch() refuses shares that are none, and two lengths", () => {
  for (const share of [0, 1.5, NaN]) {
    assertThrows(
      () => checkStretch("x", { share }),
      RangeError,
      `Cannot make x as share must be above 0 and at most 1: got ${share}.`,
    );
  }
  assertThrows(() => checkStretch("x", { epochs: 1, share: 0.5 }), RangeError, "got epochs 1 and share 0.5.");
  checkStretch("x", { share: 1 });
});
