import { assertEquals, assertThrows } from "@std/assert";
import { checkLabels } from "../../src/loading/labels.ts";

Deno.test("checkLabels() refuses the first label that names no class", () => {
  assertEquals(checkLabels([0, 2, 1], 3, "y"), undefined);
  assertThrows(() => checkLabels([0, 3], 3, "valY"), RangeError, "Cannot learn from valY as labels must be");
});
