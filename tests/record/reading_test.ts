import { assertAlmostEquals, assertEquals } from "@std/assert";
import { readings } from "../../src/record/reading.ts";
import { startEvent } from "../hooks/start_event.ts";

const at = { epoch: 1, epochs: 1, step: 1, steps: 100, batch: 1, batches: 100 };
const report = { type: "report", ...at, losses: {} } as const;

Deno.test("readings() judges a validation's time left by itself, anew each time", () => {
  const follow = readings();
  for (const time of [5, 1]) {
    const val = (batch: number) => ({ type: "val", task: "val", ...at, batch, batches: 4, time, dataTime: 0 }) as const;
    follow.batch(val(1));
    follow.batch(val(2));
    assertEquals(follow.read(val(2)).eta, 2 * time);
  }
});

Deno.test("readings() knows no time left where the length is unknown", () => {
  const follow = readings();
  follow.batch({ type: "step", ...at, time: 1, dataTime: 0, lr: 0.1, size: 1 });
  assertEquals(follow.read({ ...report, steps: undefined }).eta, undefined);
});

Deno.test("readings() smooths times over ten steps", () => {
  const follow = readings();
  for (let i = 1; i <= 12; i++) follow.batch({ type: "step", ...at, time: i, dataTime: i / 2, lr: i, size: 1 });
  const { time, dataTime, rates } = follow.read(report);
  assertAlmostEquals(time, 7.5);
  assertAlmostEquals(dataTime, 3.75);
  assertEquals(rates, { lr: 12 });
});

Deno.test("readings() goes on smoothing where a resumed run left off", () => {
  const follow = readings();
  follow.start(startEvent({ step: 9, recent: { loss: [1, 1, 1, 1, 1, 1, 1, 1, 1] } }));
  follow.batch({ type: "step", ...at, time: 1, dataTime: 0, lr: 0.1, size: 1 });
  follow.losses({ ...report, losses: { loss: [11] } });
  assertEquals(follow.read(report).losses, { loss: 2 });
});

Deno.test("readings() begins anew with each run that it follows", () => {
  const follow = readings([{ name: "loss", window: "run", as: "loss_all" }]);
  for (const value of [9, 1]) {
    follow.start(startEvent());
    follow.batch({ type: "step", ...at, time: value, dataTime: value, lr: 0.1, size: 1 });
    follow.losses({ ...report, losses: { loss: [value] } });
    const { losses, time, dataTime, eta } = follow.read(report);
    assertEquals([losses, time, dataTime, eta], [{ loss: value, loss_all: value }, value, value, 99 * value]);
    follow.facts({ type: "facts", task: "train", facts: [{ kind: "scalar", name: "untold", value }] });
  }
});
