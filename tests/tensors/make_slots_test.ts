import { assertEquals } from "@std/assert";
import { makeSlots } from "../../src/tensors/make_slots.ts";
import { weight } from "../../src/tensors/weight.ts";

Deno.test("makeSlots() makes slots of the weight's shape that do not learn", () => {
  const params = { a: weight([2, 1], 1), fixed: weight([2], 1, { trainable: false }) };
  const slots = makeSlots(params, ["x", "y"], 3);
  assertEquals(Object.keys(slots), ["a/x", "a/y"]);
  assertEquals(slots["a/y"]!.arraySync(), [[3], [3]]);
  assertEquals(slots["a/y"]!.trainable, false);
});
