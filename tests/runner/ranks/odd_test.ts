import { assertEquals } from "@std/assert";
import { odd } from "../../../src/runner/ranks/odd.ts";

Deno.test("odd() says once on which rank an error was", () => {
  const at = { rank: 1, size: 2 }, error = new RangeError("Too much.");
  assertEquals((odd(odd(error, at), at) as Error).message, "Too much. (on rank 1 of 2)");
  assertEquals(odd("text", at), "text");
});
