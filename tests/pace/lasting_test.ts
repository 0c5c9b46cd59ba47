import { assertEquals, assertThrows } from "@std/assert";
import { lasting } from "../../src/pace/lasting.ts";

const span = { steps: 20, stepsPerEpoch: 5 };
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
    "Cannot follow x as the length of the run must be known: got a run counted in minutes. Give the schedule steps or " +
      "epochs, or the run both, as in { epochs: 20, minutes: 10 }.",
  );
});
