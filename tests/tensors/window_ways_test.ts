import { assertEquals } from "@std/assert";
import { waysOf } from "../../src/tensors/window_ways.ts";

Deno.test("waysOf() has one number for each way, and the middle one for staying", () => {
  for (const window of [1, 2, 3, 5]) {
    const ways = waysOf(window), places = window ** 2, all = (2 * window - 1) ** 2;
    assertEquals(new Set(ways), new Set(Array.from({ length: all }, (_, i) => i)));
    for (let place = 0; place < places; place++) assertEquals(ways[place * places + place], (all - 1) / 2);
  }
});
