import { assertEquals, assertThrows } from "@std/assert";
import { requireOneOf } from "../../src/options/require_one_of.ts";

Deno.test("requireOneOf() lets its choices pass, NaN too, and refuses all others", () => {
  requireOneOf("f1", [0, 1, NaN], { zeroDivision: NaN, other: 1 });
  assertEquals(
    assertThrows(() => requireOneOf("f1", [0, 1, NaN], { zeroDivision: 2 }), RangeError).message,
    "Cannot make f1 as zeroDivision must be one of 0, 1, NaN: got 2.",
  );
  assertThrows(() => requireOneOf("f1", ["macro"], { average: undefined }), RangeError, "got undefined.");
});
