import { assertEquals } from "@std/assert";
import { allScoreNames, betterOf, scoreNames } from "../../src/options/score_names.ts";

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

Deno.test("allScoreNames() has the dataset's own scores first, where there are any", () => {
  const metrics = [{ name: "fit", scores: ["r2", "rmse"] }, { name: "loss" }];
  assertEquals(allScoreNames(metrics, { a: 1 }), ["r2", "rmse", "loss", "a/r2", "a/rmse", "a/loss"]);
  assertEquals(allScoreNames(metrics, { a: 1 }, false), ["a/r2", "a/rmse", "a/loss"]);
  assertEquals(allScoreNames(metrics, undefined), ["r2", "rmse", "loss"]);
});
