import { assertEquals } from "@std/assert";
import { editDistance } from "../../src/judging/edit_distance.ts";

Deno.test("editDistance() is the length of what is against nothing, and the same both ways", () => {
  assertEquals(editDistance([], [1, 2, 3]), 3);
  assertEquals(editDistance([1, 2, 3], []), 3);
  assertEquals(editDistance([..."intention"], [..."execution"]), 5);
  assertEquals(editDistance([..."execution"], [..."intention"]), 5);
});
