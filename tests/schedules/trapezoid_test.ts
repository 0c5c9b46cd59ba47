import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { trapezoid } from "../../src/schedules/trapezoid.ts";

const rates = (lr: ReturnType<typeof trapezoid>, steps: number) =>
  Array.from({ length: steps }, (_, step) => lr(step, { steps, stepsPerEpoch: steps }));

Deno.test("trapezoid() is level between its slopes, which are shares of the run by default", () => {
  const lr = rates(trapezoid(1), 100);
  assertEquals([lr[0], lr[5], lr[80], lr[90]], [0, 1, 1, 0.5]);
  assertAlmostEquals(lr[99]!, 0.05, 1e-12);
});

Deno.test("trapezoid() goes down in any of its forms, from any number to any other", () => {
  const down = (form: "linear" | "cos" | "sqrt") =>
    rates(trapezoid(5, { warmup: { steps: 1 }, decay: { steps: 4 }, from: 3, to: 1, form }), 6);
  assertEquals(down("linear"), [3, 5, 5, 4, 3, 2]);
  // Half a cosine, and 1 - the root of the share that is done.
  [3, 5, 5, 3 + 2 * Math.SQRT1_2, 3, 3 - 2 * Math.SQRT1_2].forEach((value, i) =>
    assertAlmostEquals(down("cos")[i]!, value, 1e-12)
  );
  [3, 5, 5, 3, 1 + 4 * (1 - Math.SQRT1_2), 1 + 4 * (1 - Math.sqrt(0.75))].forEach((value, i) =>
    assertAlmostEquals(down("sqrt")[i]!, value, 1e-12)
  );
});

Deno.test("trapezoid() is a triangle where its slopes are all of the run, of an odd number of steps too", () => {
  const triangle = trapezoid(3, { warmup: { share: 0.5 }, decay: { share: 0.5 } });
  assertEquals(rates(triangle, 6), [0, 1, 2, 3, 2, 1]);
  assertEquals(rates(triangle, 5), [0, 1, 2, 3, 1.5]);
});

Deno.test("trapezoid() refuses slopes that do not fit, and forms that it does not know", () => {
  assertThrows(
    () => rates(trapezoid(1, { warmup: { steps: 6 }, decay: { steps: 6 } }), 10),
    RangeError,
    "Cannot follow trapezoid as both slopes must fit into the run: got 6 and 6 steps of 10.",
  );
  assertThrows(() => trapezoid(1, { form: "exp" as never }), RangeError, "got exp.");
});
