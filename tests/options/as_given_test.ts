import { assertEquals } from "@std/assert";
import { asGiven } from "../../src/options/as_given.ts";

Deno.test("asGiven() tells a text from a number, and shows what records hold, shortened", () => {
  const round: Record<string, unknown> = {};
  round.round = round;
  assertEquals(["1", 1, null, undefined, NaN, true, {}, [-Infinity], round].map(asGiven), [
    ...['"1"', "1", "null", "undefined", "NaN", "true", "{}", '["-Infinity"]', "[object Object]"],
  ]);
  assertEquals(asGiven("x".repeat(500)).length, 121);
});
