import { assertEquals } from "@std/assert";
import { weight } from "../../mod.ts";
import { countTrainable } from "../../src/training/count.ts";

Deno.test("countTrainable() leaves out running statistics", () => {
  assertEquals(countTrainable({ a: weight([2, 2], 0), b: weight([], 0), c: weight([9], 0, { trainable: false }) }), 5);
});
