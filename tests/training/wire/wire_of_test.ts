import { assertEquals } from "@std/assert";
import { plain } from "../../../src/training/wire.ts";
import { wireOf } from "../../../src/training/wire/wire_of.ts";

Deno.test("wireOf gives plain by default, and each run a wire of its own", () => {
  assertEquals([wireOf(), wireOf("float32")], [plain, plain]);
  assertEquals(wireOf({ topK: 1 }).unsent === wireOf({ topK: 1 }).unsent, false);
  assertEquals(wireOf("bfloat16").exact, undefined);
});
