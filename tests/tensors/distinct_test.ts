import { assertEquals, assertStrictEquals } from "@std/assert";
import { distinct, otherNames } from "../../src/tensors/distinct.ts";
import { weight } from "../../src/tensors/weight.ts";

const [a, b] = [weight([1], 1), weight([1], 1)];

Deno.test("distinct() keeps the first name of each variable, and tells apart those that are merely alike", () => {
  const named = distinct({ x: a, y: b, z: a });
  assertEquals(Object.keys(named), ["x", "y"]);
  assertStrictEquals(named.y, b);
});

Deno.test("otherNames() says which name each further one stands for", () => {
  assertEquals(otherNames({ x: a, y: b, z: a, w: b }), { z: "x", w: "y" });
  assertEquals(otherNames({ x: a, y: b }), {});
});
