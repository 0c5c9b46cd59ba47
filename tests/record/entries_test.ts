import { assertEquals } from "@std/assert";
import type { Event } from "../../mod.ts";
import { entries } from "../../src/record/entries.ts";

const at = { epoch: 1, epochs: undefined, step: 1, steps: 4, batch: 1, batches: 4 };

Deno.test("entries() counts samples itself where the loop does not", () => {
  const take = entries({ interval: 2 });
  const step = (step: number): Event => ({ type: "step", ...at, step, time: 1, dataTime: 0, lr: 1, size: 3 });
  const report = (step: number): Event => ({ type: "report", ...at, step, losses: { loss: [step] } });
  const made = [1, 2, 3, 4].flatMap((number) => [take(step(number)), take(report(number))]);
  assertEquals(made.flatMap((entry) => entry === undefined ? [] : [[entry.step, entry.samples, entry.inEpochs]]), [
    ...[[2, 6, false], [4, 12, false]],
  ]);
});

Deno.test("entries() has the end of every epoch where ignoreLast is false", () => {
  const end: Event = { type: "report", ...at, epochs: 2, batch: 25, batches: 25, losses: { loss: [1] } };
  assertEquals([true, false].map((ignoreLast) => entries({ interval: 20, ignoreLast })(end) === undefined), [
    true,
    false,
  ]);
});
