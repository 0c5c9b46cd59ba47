import { assertEquals } from "@std/assert";
import { roundHalfEven } from "../../src/pixels/round_half_even.ts";

Deno.test("roundHalfEven() rounds as Python does", () => {
  assertEquals([0.5, 1.5, 2.5, 3.5, 2.4, 2.6, 7].map(roundHalfEven), [0, 2, 2, 4, 2, 3, 7]);
});
