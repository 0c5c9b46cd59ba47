import { assertEquals } from "@std/assert";
import { beginning, countTrainable } from "../../src/training/beginning.ts";
import { line, meanTarget, points } from "../toy.ts";
import { weight } from "../../mod.ts";

const engine = { name: "cpu", backend: "cpu", version: "test", device: "cpu" };
const plan = { model: line(), data: points([1]), engine, metrics: [meanTarget("mean")], seed: 7, stopped: () => "" };

Deno.test("beginning() tells what runs and from where, and no more than it knows", () => {
  const event = beginning(plan, "train", { step: 3, recent: { loss: [1] } });
  assertEquals(event, {
    ...{ type: "start", task: "train", model: "line", dataset: "points", parameters: 1, engine, seed: 7, step: 3 },
    recent: { loss: [1] },
  });
});

Deno.test("beginning() hands on what ends the run, and the settings", () => {
  const stop = () => {}, settings = { seed: 7 };
  const event = beginning({ ...plan, stop, settings }, "val", { step: 0, recent: {} });
  assertEquals([event.stop, event.settings], [stop, settings]);
});

Deno.test("countTrainable() leaves out running statistics", () => {
  assertEquals(countTrainable({ a: weight([2, 2], 0), b: weight([], 0), c: weight([9], 0, { trainable: false }) }), 5);
});
