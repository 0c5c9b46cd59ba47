import { assertEquals } from "@std/assert";
import { ask } from "../../src/download/ask.ts";

// What it says when the answer is no is asserted in processes_test.ts, by processes that lack the permission.
Deno.test("ask() is content with a permission that is granted", async () => {
  assertEquals(await ask({ name: "read", path: "." }, "look around"), undefined);
});
