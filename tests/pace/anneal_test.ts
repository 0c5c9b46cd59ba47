import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { anneal, annealAlong, checkAnnealing } from "../../src/pace/anneal.ts";

Deno.test("anneal() stays at its ends", () => {
  for (const form of ["cos", "linear"] as const) {
    assertEquals([-1, 0, 1, 3].map((share) => anneal(2, 6, share, form)), [2, 2, 6, 6]);
    assertAlmostEquals(anneal(2, 6, 0.5, form), 4, 1e-12);
  }
  assertAlmostEquals(anneal(2, 6, 1 / 3, "cos"), 3, 1e-12);
});

Deno.test("annealAlong() is at the end of a way that takes no time", () => {
  assertEquals([0, 1, 2].map((step) => annealAlong([1, 5, 3], [0, 2], step, "linear")), [5, 4, 3]);
});

Deno.test("checkAnnealing() takes the two forms there are", () => {
  for (const form of ["cos", "linear"]) checkAnnealing("x", form);
  assertThrows(() => checkAnnealing("x", undefined), RangeError, 'annealing must be "cos" or "linear": got undefined.');
});
