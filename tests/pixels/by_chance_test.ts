import { assertEquals, assertThrows } from "@std/assert";
import { byChance } from "../../src/pixels/by_chance.ts";
import { retouches } from "../../src/pixels/retouch.ts";

Deno.test("byChance() draws one number for the chance, whatever it is", () => {
  const sample = { x: { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(5) }, y: 0 };
  const drawn = [0, 1].map((chance) => {
    let count = 0;
    byChance("invert", { module: "", settings: {}, chance }, () => retouches.invert())(sample, () => ++count / 10);
    return count;
  });
  assertEquals(drawn, [1, 1]);
});

Deno.test("byChance() refuses a chance that is none", () => {
  const made = { module: "", settings: {}, chance: 1.5 };
  assertThrows(() => byChance("invert", made, () => retouches.invert()), RangeError, "must be in [0, 1]: got 1.5");
});
