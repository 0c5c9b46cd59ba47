import { assert, assertEquals } from "@std/assert";
import { asPart } from "../../src/options/as_part.ts";

Deno.test("asPart() names a function that has no name, and freezes it with what it carries", () => {
  const part = asPart("double", (x: number) => 2 * x, { settings: { by: 2 }, staticGraph: true });
  assertEquals([part.name, part.settings, part.staticGraph, part(4)], ["double", { by: 2 }, true, 8]);
  assert(Object.isFrozen(part));
});
