import { assertEquals, assertStrictEquals } from "@std/assert";
import { distinct, otherNames, prefixed, under } from "../../src/tensors/by_name.ts";
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

Deno.test("under() takes back what prefixed() adds, and leaves others out", () => {
  const named = { a: 1, "b/c": 2 };
  assertEquals(under("x/", { ...prefixed("x/", named), xa: 3, y: 4 }), named);
  assertEquals(Object.keys(prefixed("x/", named)), ["x/a", "x/b/c"]);
});
