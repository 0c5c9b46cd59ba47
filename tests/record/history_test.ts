import { assertEquals } from "@std/assert";
import { history } from "../../src/record/history.ts";

Deno.test("history() tells the statistics of MMEngine's HistoryBuffer", () => {
  const numbers = history();
  for (const value of [1, 2, 3]) numbers.add(value);
  assertEquals([numbers.read("mean", 2), numbers.read("mean"), numbers.read("mean", 10)], [2.5, 2, 2]);
  assertEquals([numbers.read("max"), numbers.read("min"), numbers.read("min", 2), numbers.read("current")], [
    3,
    1,
    2,
    3,
  ]);
});

Deno.test("history() divides sums by their counts", () => {
  const numbers = history();
  for (const value of [1, 2, 3]) numbers.add(value, 2);
  assertEquals(numbers.read("mean"), 1);
});

Deno.test("history() drops the oldest, and tells NaN of nothing", () => {
  const numbers = history(3);
  assertEquals([numbers.size, numbers.read("mean"), numbers.read("current")], [0, NaN, NaN]);
  for (let value = 1; value <= 100; value++) {
    numbers.add(value);
    assertEquals([numbers.size, numbers.read("min")], [Math.min(value, 3), Math.max(1, value - 2)]);
  }
});
