/** Raw events in, the numbers of the log out: smoothed as MMEngine does, or as a user says. */
import type { EngineInfo } from "../engine.ts";
import type { FactsEvent, ReportEvent, StartEvent, StepEvent, ValEvent } from "../hook.ts";
import { type Smooth, smoothing } from "./smoothing.ts";

/** The numbers of one report. */
export interface Reading {
  /** Learning rates by the names that the log has for them: `lr`, or those of several; none in a validation. */
  readonly rates: Readonly<Record<string, number>>;
  /** Seconds to the end of the run, or of the validation; undefined where its length is unknown. */
  readonly eta: number | undefined;
  /** Seconds a batch, smoothed. */
  readonly time: number;
  /** The part of it that was spent waiting for data, smoothed. */
  readonly dataTime: number;
  /** Peak device memory in MB, on engines that can tell. */
  readonly memory: number | undefined;
  /** The total `loss` first, each smoothed; then what hooks have told since the last report. */
  readonly losses: Readonly<Record<string, number>>;
}

/** Follows a run. */
export interface Readings {
  /** Takes the engine of a run that starts, and the losses before it when it is resumed. */
  start(event: StartEvent): void;
  /** Takes a step or a judged batch. */
  batch(event: StepEvent | ValEvent): void;
  /** Takes the losses of a report. */
  losses(event: ReportEvent): void;
  /** Takes the numbers that hooks have told of a training; they are in the next reading. */
  facts(event: FactsEvent): void;
  /** The numbers as they stand. */
  read(event: ReportEvent | ValEvent): Reading;
}

/**
 * Starts to follow a run.
 *
 * @param rules How numbers are smoothed that are not to be smoothed as usual.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readings } from "./reading.ts";
 *
 * const follow = readings();
 * const at = { epoch: 1, epochs: 1, step: 1, steps: 3, batch: 1, batches: 3 };
 * follow.batch({ type: "step", ...at, time: 2, dataTime: 1, lr: 0.1, size: 32 });
 * const report = { type: "report", ...at, losses: { loss: [3, 1] } } as const;
 * follow.losses(report);
 * const { eta, losses } = follow.read(report);
 * assertEquals([eta, losses.loss], [4, 2]);
 * ```
 */
export function readings(rules: readonly Smooth[] = []): Readings {
  const [ofTimes, ofOthers] = [true, false].map((is) => rules.filter(({ name }) => TIMES.includes(name) === is));
  const begun = () => ({
    ...{ numbers: smoothing(ofOthers), pace: { step: smoothing(ofTimes), val: smoothing() } },
    sums: { step: { seconds: 0, batches: 0 }, val: { seconds: 0, batches: 0 } },
  });
  let { numbers, pace, sums } = begun();
  let rates: Reading["rates"] = {}, memory: EngineInfo["memory"], extra: Record<string, number> = {};
  return {
    start({ engine, recent }) {
      // Who follows one run may follow another one after it, of which this one's numbers say nothing.
      ({ numbers, pace, sums } = begun());
      rates = {}, extra = {}, memory = engine.memory?.bind(engine);
      for (const [name, values] of Object.entries(recent)) for (const value of values) numbers.add(name, value);
    },
    batch(event) {
      // A validation's time left is judged by itself, a training's by the whole run.
      if (event.type === "val" && event.batch === 1) pace.val = smoothing(), sums.val = { seconds: 0, batches: 0 };
      if (event.type === "step") rates = event.rates ?? { lr: event.lr }, pace.step.epoch(event.epoch);
      pace[event.type].add("time", event.time);
      pace[event.type].add("data_time", event.dataTime);
      sums[event.type].seconds += event.time, sums[event.type].batches++;
    },
    losses(event) {
      numbers.epoch(event.epoch);
      for (const [name, values] of Object.entries(event.losses)) for (const value of values) numbers.add(name, value);
    },
    facts({ task, facts }) {
      if (task !== "train") return;
      for (const fact of facts) if (fact.kind === "scalar") extra[fact.name] = fact.value;
    },
    read(event) {
      const training = event.type === "report", kind = training ? "step" : "val";
      const left = training ? remaining(event.steps, event.step) : remaining(event.batches, event.batch);
      const { time = NaN, data_time: dataTime = NaN, ...others } = pace[kind].read(), { seconds, batches } = sums[kind];
      const losses = training ? { ...numbers.read(), ...others, ...extra } : {};
      if (training) extra = {};
      return {
        rates: training ? rates : {},
        eta: left === undefined ? undefined : left * seconds / Math.max(1, batches),
        ...{ time, dataTime, memory: memory?.(), losses },
      };
    },
  };
}

const TIMES: readonly string[] = ["time", "data_time"];

function remaining(all: number | undefined, done: number): number | undefined {
  return all === undefined ? undefined : Math.max(0, all - done);
}
