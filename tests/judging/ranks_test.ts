import { assertEquals } from "@std/assert";
import { ranksOf } from "../../src/judging/ranks.ts";

Deno.test("ranksOf() shares the ranks of equal numbers, infinite ones too", () => {
  assertEquals([...ranksOf([5, 5, 5])], [2, 2, 2]);
  assertEquals([...ranksOf([Infinity, -Infinity, 0, Infinity])], [3.5, 1, 2, 3.5]);
  assertEquals([...ranksOf([])], []);
});
