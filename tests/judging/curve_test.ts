import { assertAlmostEquals, assertEquals } from "@std/assert";
import { areasUnder } from "../../src/judging/curve.ts";

Deno.test("areasUnder() counts a tie as half, in whatever order", () => {
  assertEquals(areasUnder([1, 1, 1, 1], [true, false, true, false]).roc, 0.5);
  assertEquals(
    areasUnder([1, 1, 0, 0], [true, false, true, false]),
    areasUnder([1, 1, 0, 0], [false, true, false, true]),
  );
  assertAlmostEquals(areasUnder([2, 1, 1], [true, false, true]).roc, 0.75, 1e-12);
});

Deno.test("areasUnder() is NaN where there is nothing to tell apart, and where a score is NaN", () => {
  assertEquals(areasUnder([1, 2], [false, false]), { roc: NaN, averagePrecision: NaN, precisionRecall: NaN });
  assertEquals(areasUnder([1, 2], [true, true]), { roc: NaN, averagePrecision: 1, precisionRecall: 1 });
  assertEquals(areasUnder([1, NaN], [true, false]).roc, NaN);
});
