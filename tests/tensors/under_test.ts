import { assertEquals } from "@std/assert";
import { prefixed, under } from "../../src/tensors/under.ts";

Deno.test("under() takes back what prefixed() adds, and leaves others out", () => {
  const named = { a: 1, "b/c": 2 };
  assertEquals(under("x/", { ...prefixed("x/", named), xa: 3, y: 4 }), named);
  assertEquals(Object.keys(prefixed("x/", named)), ["x/a", "x/b/c"]);
});
