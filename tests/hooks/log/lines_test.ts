import { assertEquals, assertMatch } from "@std/assert";
import { environment, scoresLine, trainLine, valLine } from "../../../src/hooks/log/lines.ts";
import { startEvent } from "../start_event.ts";

const at = { epoch: 2, epochs: 5, step: 1573, steps: 7815, batch: 10, batches: 1563 };
const reading = { eta: 1103, time: 0.3541, dataTime: 0.0077, memory: 392, losses: { loss: 5.3465 } };

Deno.test("trainLine() is the tutorial's line", () => {
  assertEquals(
    trainLine({ type: "report", ...at, losses: {} }, { rates: { lr: 1e-3 }, ...reading }),
    "Epoch(train) [2][  10/1563]  lr: 1.0000e-03  eta: 0:18:23  time: 0.3541  data_time: 0.0077  memory: 392  loss: 5.3465",
  );
});

Deno.test("trainLine() leaves out what is unknown", () => {
  const unknown = { ...at, batches: undefined, steps: undefined };
  assertEquals(
    trainLine({ type: "report", ...unknown, losses: {} }, {
      rates: { lr: 1e-3 },
      ...reading,
      eta: undefined,
      memory: undefined,
    }),
    "Epoch(train) [2][10]  lr: 1.0000e-03  time: 0.3541  data_time: 0.0077  loss: 5.3465",
  );
});

Deno.test("valLine() and scoresLine() keep the epoch of the run that validates", () => {
  const timing = { time: 0.1, dataTime: 0.2 };
  assertMatch(
    valLine({ type: "val", task: "val", ...at, ...timing }, { ...reading, losses: {}, rates: {} }),
    /^Epoch\(val\) \[2\]\[ {2}10\/1563\] {4}eta: 0:18:23/,
  );
  const state = {
    progress: { step: 0, epoch: 2, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} },
    snapshot: () => Promise.reject(),
  };
  assertEquals(
    scoresLine({
      type: "scores",
      task: "val",
      ...at,
      ...timing,
      ...state,
      scores: { a: 1, b: 2 },
      better: { a: "higher", b: "lower" },
    }),
    "Epoch(val) [2][  10/1563]    a: 1.0000  b: 2.0000  data_time: 0.2000  time: 0.1000",
  );
});

Deno.test("environment() says what a resumed run goes on from", () => {
  const engine = { name: "cpu", backend: "cpu", version: "1", device: "cpu", threads: 2 };
  const block = environment(startEvent({ engine, step: 40 }));
  assertMatch(block, /resumed after: step 40/);
  assertMatch(block, /Threads: 2/);
});
