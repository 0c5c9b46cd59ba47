import { assertEquals } from "@std/assert";
import { one } from "../../mod.ts";
import { plain } from "../../src/training/wire.ts";

Deno.test("plain leaves the sums of one rank as they are", () => {
  const numbers = Float32Array.of(1, -2);
  plain.sum(numbers, one(), []);
  assertEquals([...numbers], [1, -2]);
});
