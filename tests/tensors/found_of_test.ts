import { assertEquals, assertStrictEquals } from "@std/assert";
import { foundOf } from "../../src/tensors/found_of.ts";

Deno.test("foundOf() takes boxes, scores and labels out of what a detector says, and leaves all else as it is", () => {
  const found = { boxes: {}, scores: {}, labels: {} };
  assertEquals(foundOf({ logits: {}, ...found, places: {} }), found);
  const other = { boxes: {}, labels: {}, places: {} }, tensor = new Float32Array(2);
  assertStrictEquals(foundOf(other), other);
  assertStrictEquals(foundOf(tensor), tensor);
});
