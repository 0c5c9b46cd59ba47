import type { StartEvent } from "../../mod.ts";

/** An event with which a run starts, of a small model on the cpu engine, but for what is given. */
export const startEvent = (given: Partial<StartEvent> = {}): StartEvent => ({
  type: "start",
  task: "train",
  model: "m",
  dataset: "d",
  parameters: 1,
  engine: { name: "cpu", backend: "cpu", version: "1", device: "cpu" },
  seed: 0,
  step: 0,
  recent: {},
  ...given,
});
