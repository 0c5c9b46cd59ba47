/** Raw events in, the numbers of the log out: smoothed as MMEngine does, over the last ten values. */
import type { EngineInfo } from "../engine.ts";
import type { ReportEvent, StartEvent, StepEvent, ValEvent } from "../hook.ts";

const WINDOW = 10;

/** The numbers of one report. */
export interface Reading {
  readonly lr?: number;
  /** Seconds to the end of the run, or of the validation; undefined where its length is unknown. */
  readonly eta: number | undefined;
  /** Seconds a batch, smoothed. */
  readonly time: number;
  /** The part of it that was spent waiting for data, smoothed. */
  readonly dataTime: number;
  /** Peak device memory in MB, on engines that can tell. */
  readonly memory: number | undefined;
  /** The total `loss` first, each smoothed. */
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
  /** The numbers as they stand. */
  read(event: ReportEvent | ValEvent): Reading;
}

/**
 * Starts to follow a run.
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
export function readings(): Readings {
  const windows = { step: timeWindows(), val: timeWindows() };
  const losses = new Map<string, number[]>();
  let lr: number | undefined, memory: EngineInfo["memory"];
  return {
    start({ engine, recent }) {
      memory = engine.memory?.bind(engine);
      for (const [name, values] of Object.entries(recent)) losses.set(name, [...values]);
    },
    batch(event) {
      const window = windows[event.type];
      // A validation's time left is judged by itself, a training's by the whole run.
      if (event.type === "val" && event.batch === 1) window.restart();
      window.add(event.time, event.dataTime);
      if (event.type === "step") lr = event.lr;
    },
    losses(event) {
      for (const [name, values] of Object.entries(event.losses)) {
        losses.set(name, [...losses.get(name) ?? [], ...values].slice(-WINDOW));
      }
    },
    read(event) {
      const training = event.type === "report";
      const left = training ? remaining(event.steps, event.step) : remaining(event.batches, event.batch);
      const { time, dataTime, mean } = windows[training ? "step" : "val"].read();
      return {
        ...training && lr !== undefined ? { lr } : {},
        ...{ eta: left === undefined ? undefined : left * mean, time, dataTime, memory: memory?.() },
        losses: training ? Object.fromEntries([...losses].map(([name, values]) => [name, average(values)])) : {},
      };
    },
  };
}

function timeWindows() {
  let times: number[] = [], dataTimes: number[] = [], sum = 0, count = 0;
  return {
    restart: () => void (times = [], dataTimes = [], sum = 0, count = 0),
    add(time: number, dataTime: number) {
      times = [...times, time].slice(-WINDOW);
      dataTimes = [...dataTimes, dataTime].slice(-WINDOW);
      sum += time, count++;
    },
    read: () => ({ time: average(times), dataTime: average(dataTimes), mean: sum / Math.max(1, count) }),
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function remaining(all: number | undefined, done: number): number | undefined {
  return all === undefined ? undefined : Math.max(0, all - done);
}
