import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { smoothed, suggestLr } from "../../src/pace/suggest_lr.ts";

const rates = Array.from({ length: 100 }, (_, i) => 10 ** (-7 + 8 * i / 99));
/** Level, down along a slope that is steepest in its middle, and up. */
const losses = rates.map((_, i) => 3 - 2 / (1 + Math.exp((50 - i) / 4)) + (i > 75 ? (i - 75) * 0.5 : 0));

Deno.test("suggestLr() finds the steepest place, the valley and the least loss", () => {
  const { steepest, valley, minimum } = suggestLr(rates, losses);
  const place = (rate: number) => rates.findIndex((other) => Math.abs(other / rate - 1) < 1e-9);
  assertEquals([49, 50].includes(place(steepest)), true);
  // From the tenth, before which all is left out, to the 75th the loss falls: half of a third after a third of 66.
  assertEquals(place(valley), 10 - 1 + 22 + 11);
  assertAlmostEquals(minimum, rates[75]! / 10, 1e-12);
});

Deno.test("suggestLr() takes the longest falling row though losses rise between", () => {
  const noisy = losses.map((loss, i) => loss + (i % 3 === 0 ? 0.4 : 0));
  const { valley } = suggestLr(rates, noisy);
  assertEquals(valley > rates[20]! && valley < rates[60]!, true);
});

Deno.test("suggestLr() refuses too few losses", () => {
  assertThrows(
    () => suggestLr([1, 2], [1, 2]),
    RangeError,
    "there must be at least three losses, one for each rate: got 2",
  );
});

Deno.test("smoothed() is a running mean that begins at its first loss", () => {
  assertEquals(smoothed([7, 7, 7], 0.9).map((loss) => Math.round(loss * 1e9) / 1e9), [7, 7, 7]);
  assertEquals(smoothed([7, 1], 0), [7, 1]);
  // (0.25 * 0.5 * 4 + 0.5 * 0.5 * 2 + ...) by hand: means of weights 1/4, 1/2, 1 over their sum.
  assertAlmostEquals(smoothed([4, 2, 8], 0.5)[2]!, (4 / 4 + 2 / 2 + 8) / (1 / 4 + 1 / 2 + 1), 1e-12);
});
