import { assertEquals, assertThrows } from "@std/assert";
import { checkStretch, epochOf, lasting, lengthOf } from "../../src/pace/length_of.ts";
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

const left = (step: number, steps: number) => steps - step;

Deno.test("lasting() counts a length in steps, in epochs or by the run", () => {
  assertEquals(lasting("x", { steps: 3 }, {}, left).lasts(span), 3);
  assertEquals(lasting("x", { epochs: 1.5 }, {}, left).lasts(span), 8);
  assertEquals(lasting("x", {}, {}, left).lasts(span), 20);
});

Deno.test("lasting() stays at its end", () => {
  const schedule = lasting("x", { steps: 3 }, {}, left);
  assertEquals([0, 2, 3, 9].map((step) => schedule(step, span)), [3, 1, 0, 0]);
});

Deno.test("lasting() refuses lengths that are none", () => {
  const cases = [
    [{ steps: 0 }, "Cannot make x as steps must be a finite number above 0: got 0."],
    [{ epochs: Infinity }, "Cannot make x as epochs must be a finite number above 0: got Infinity."],
    [
      { steps: 1, epochs: 2 },
      "Cannot make x as it lasts steps, epochs or a share of the run: got steps 1 and epochs 2.",
    ],
  ] as const;
  for (const [stretch, text] of cases) {
    assertEquals(assertThrows(() => lasting("x", stretch, {}, left), RangeError).message, text);
  }
});

Deno.test("lasting() refuses a run or an epoch of unknown length, where it asks for it", () => {
  const unknown = { steps: Infinity, stepsPerEpoch: Infinity };
  assertEquals(lasting("x", { steps: 3 }, {}, left)(1, unknown), 2);
  assertEquals(
    assertThrows(() => lasting("x", {}, {}, left)(1, unknown), RangeError).message,
    "Cannot follow x as the length of the run must be known: got a dataset that does not tell its batches. " +
      "Count in steps.",
  );
  assertThrows(
    () => lasting("x", { epochs: 1 }, {}, left)(1, unknown),
    RangeError,
    "the length of the epoch must be known",
  );
});

Deno.test("lasting() refuses to last as long as a run of minutes, whose epochs it may count in", () => {
  const inMinutes = { steps: Infinity, stepsPerEpoch: 10 };
  assertEquals(lasting("x", { epochs: 2 }, {}, left).lasts(inMinutes), 20);
  assertThrows(
    () => lasting("x", {}, {}, left)(0, inMinutes),
    RangeError,
    "Cannot follow x as the length of the run must be known: got a run counted in minutes, or in samples where nobody " +
      "knows how many an epoch has. Give the schedule steps or epochs, or the run epochs, as in { epochs: 20, minutes: 10 }.",
  );
});

Deno.test("epochOf() counts the epochs that are over, and refuses to where they are not known", () => {
  assertEquals([0, 2, 3].map((step) => epochOf("x", step, { steps: 9, stepsPerEpoch: 3 })), [0, 0, 1]);
  assertEquals(
    assertThrows(() => epochOf("x", 0, { steps: 9, stepsPerEpoch: Infinity }), RangeError).message,
    "Cannot follow x as the length of the epoch must be known: got a dataset that does not tell its batches. " +
      "Count in steps.",
  );
});
