import { assertEquals, assertNotEquals } from "@std/assert";
import { drawsOf } from "../../src/loading/draws_of.ts";

const list = (next: () => number) => Array.from({ length: 5 }, next);

Deno.test("drawsOf() draws what a seed alone draws, and tells epochs and what lasts apart", () => {
  const draws = drawsOf({ now: 9, always: 4, epoch: 3 }, 12);
  assertEquals(list(draws), list(drawsOf(9, 12)));
  assertEquals(draws.epoch, 3);
  assertEquals([drawsOf(9, 12).epoch, drawsOf(9, 12).lasting], [undefined, undefined]);
});

Deno.test("drawsOf() has a lasting number for each sample, uniform in [0, 1)", () => {
  const lasting = Array.from({ length: 2000 }, (_, i) => drawsOf({ now: i, always: 4, epoch: i }, i).lasting!);
  assertEquals(lasting.every((number) => number >= 0 && number < 1), true);
  const mean = lasting.reduce((sum, number) => sum + number, 0) / 2000;
  // Five standard deviations of the mean.
  assertEquals(Math.abs(mean - 0.5) < 5 * Math.sqrt(1 / 12 / 2000), true, String(mean));
  assertNotEquals(lasting[7], drawsOf({ now: 0, always: 5, epoch: 0 }, 7).lasting);
});
