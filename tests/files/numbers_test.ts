import { assertEquals } from "@std/assert";
import { numberOf, toJson } from "../../src/files/numbers.ts";

Deno.test("numberOf() gives back every number that toJson() wrote", () => {
  const values = [0, -1.5, 1e300, NaN, Infinity, -Infinity];
  assertEquals((JSON.parse(toJson(values)) as unknown[]).map(numberOf), values);
});

Deno.test("numberOf() takes no other strings, and what plain JSON made of NaN", () => {
  assertEquals(["1", "", true, [], null].map(numberOf), [undefined, undefined, undefined, undefined, NaN]);
});
