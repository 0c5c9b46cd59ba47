import { assertEquals, assertThrows } from "@std/assert";
import { history, requireRules, type Smooth, smoothing } from "../../src/record/smoothing.ts";

function after(rules: readonly Smooth[]) {
  const smooth = smoothing(rules);
  for (let step = 1; step <= 20; step++) {
    smooth.epoch(step <= 15 ? 1 : 2);
    smooth.add("loss", step), smooth.add("accuracy", step);
  }
  return smooth.read();
}

Deno.test("requireRules() refuses a rule that is no record", () => {
  const text = "Cannot make csv as smooth[1] must be an object: got null.";
  assertThrows(() => requireRules("csv", [{ name: "loss" }, null as never]), RangeError, text);
});

Deno.test("smoothing() is a mean of the last ten losses, and the latest of what is no loss", () => {
  assertEquals(after([]), { loss: 15.5, accuracy: 20 });
});

Deno.test("smoothing() takes the window and the statistic of a rule, in place of the usual one or beside it", () => {
  assertEquals(after([{ name: "loss", window: 4 }, { name: "accuracy", by: "min", window: "run" }]), {
    loss: 18.5,
    accuracy: 1,
  });
  const rules = [
    ...[{ name: "loss", by: "max", window: "epoch", as: "top" }, {
      name: "loss",
      by: "min",
      window: "epoch",
      as: "low",
    }],
    ...[{ name: "loss", window: "run", as: "all" }, { name: "loss", by: "current", as: "now" }],
  ] as const;
  assertEquals(after(rules), { loss: 15.5, accuracy: 20, top: 20, low: 16, all: 10.5, now: 20 });
});

Deno.test("smoothing() refuses two rules that write under one name, and rules that are none", () => {
  assertThrows(
    () => smoothing([{ name: "a" }, { name: "b", as: "a" }]),
    RangeError,
    "as each needs its own: got a twice",
  );
  assertThrows(() => requireRules("log", { loss: 5 } as never), RangeError, "smooth must be a list such as");
  assertThrows(
    () => requireRules("log", [{ name: "a", by: "median" as never }]),
    RangeError,
    "smooth[0].by must be mean, max",
  );
});

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
