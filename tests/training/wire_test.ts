import { assertEquals } from "@std/assert";
import { one } from "../../mod.ts";
import { plain, wireOf } from "../../src/training/wire.ts";

Deno.test("plain leaves the sums of one rank as they are", () => {
  const numbers = Float32Array.of(1, -2);
  plain.sum(numbers, one(), []);
  assertEquals([...numbers], [1, -2]);
});

Deno.test("wireOf gives plain by default, and each run a wire of its own", () => {
  assertEquals([wireOf(), wireOf("float32")], [plain, plain]);
  assertEquals(wireOf({ topK: 1 }).unsent === wireOf({ topK: 1 }).unsent, false);
  assertEquals(wireOf("bfloat16").exact, undefined);
});
