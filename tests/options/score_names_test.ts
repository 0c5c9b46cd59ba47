import { assertEquals } from "@std/assert";
import { betterOf, scoreNames } from "../../src/options/score_names.ts";

Deno.test("scoreNames() takes the name of a metric that says no others", () => {
  assertEquals(scoreNames({ name: "mae" }), ["mae"]);
  assertEquals(scoreNames({ name: "fit", scores: ["r2", "rmse"] }), ["r2", "rmse"]);
});

Deno.test("betterOf() gives each score the way of its metric, or its own", () => {
  const fit = { name: "fit", scores: ["r2", "rmse"], better: { r2: "higher", rmse: "lower" } } as const;
  const hits = { name: "hits", scores: ["at_1", "at_5"], better: "higher" } as const;
  assertEquals(betterOf([fit, hits]), { r2: "higher", rmse: "lower", at_1: "higher", at_5: "higher" });
  assertEquals(betterOf([]), {});
});
