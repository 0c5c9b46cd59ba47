import { assertEquals, assertThrows } from "@std/assert";
import { channelPermutation, generator } from "../../mod.ts";

Deno.test("channelPermutation() draws every order as often, the same for all pixels", () => {
  const sample = { x: { dtype: "uint8", shape: [1, 2, 3], data: Uint8Array.of(0, 1, 2, 3, 4, 5) }, y: 0 };
  const counts: Record<string, number> = {}, next = generator(5), permute = channelPermutation();
  for (let i = 0; i < 1200; i++) {
    const [a, b, c, ...other] = permute(sample, next).x.data;
    assertEquals(other, [a + 3, b + 3, c + 3]);
    counts[`${a}${b}${c}`] = (counts[`${a}${b}${c}`] ?? 0) + 1;
  }
  assertEquals(Object.keys(counts).length, 6);
  assertEquals(Object.values(counts).every((count) => count > 150 && count < 250), true);
});

Deno.test("channelPermutation() leaves its share of images alone, and refuses chances that are none", () => {
  const sample = { x: { dtype: "uint8", shape: [1, 1, 2], data: Uint8Array.of(1, 2) }, y: 0 };
  assertEquals(channelPermutation({ chance: 0.5 })(sample, () => 0.5).x.data, sample.x.data);
  assertThrows(() => channelPermutation({ chance: -1 }), RangeError, "chance must be in [0, 1]: got -1.");
});
