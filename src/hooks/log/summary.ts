/** What a run came to, in a few lines at its end. */
import { basename } from "node:path";
import type { EndEvent, Event } from "../../hook.ts";
import { plain } from "../../options/plain.ts";
import { duration, fixed } from "../../record/format.ts";
import type { Plain } from "../../settings.ts";

/** The best value of a score so far. */
interface Best {
  readonly score: number;
  readonly epoch: number;
  readonly step: number;
  readonly inEpochs: boolean;
  readonly file?: string;
}

/** Follows a run to sum it up. */
export interface Summary {
  /** Takes an event. */
  hear(event: Event): void;
  /** The lines of the end: best scores and their files, the time, samples a second. */
  lines(event: EndEvent, digits?: number): string[];
  /** What it must know to go on. */
  state(): Plain;
  /** Goes on with a state. */
  restore(state: Plain): void;
}

/**
 * Starts to follow a run.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { summary } from "./summary.ts";
 *
 * const follow = summary();
 * const at = { epoch: 1, epochs: 1, step: 1, steps: 1, batch: 0, batches: 1 };
 * follow.hear({ type: "step", ...at, time: 2, dataTime: 0, lr: 0.1, size: 32 });
 * const progress = { step: 1, epoch: 1, batch: 0, seed: 0, scores: {}, judged: 0, recent: {} };
 * const [last] = follow.lines({ type: "end", ...at, stopped: undefined, progress, snapshot: () => Promise.reject() });
 * assertEquals(last, "Trained for 1 step in 0:00:02: 16.0 samples/s");
 * ```
 */
export function summary(): Summary {
  const nothing = { seconds: 0, learning: 0, samples: 0, steps: 0 };
  let best: Record<string, Best> = {}, sum = { ...nothing }, trains = true, restored = false;
  return {
    hear(event) {
      if (event.type === "start") {
        // It may follow several runs, one after the other.
        if (!restored) best = {};
        restored = false;
        sum = { ...nothing };
        trains = event.task === "train";
      }
      if (event.type === "step") {
        sum.learning += event.time;
        sum.seconds += event.time;
        sum.samples += event.size;
        sum.steps++;
      }
      if (event.type === "val") sum.seconds += event.time;
      if (event.type === "scores" && trains) {
        const { epoch, step, epochs } = event;
        for (const [name, score] of Object.entries(event.scores)) {
          const before = best[name]?.score, higher = event.better[name] === "higher";
          if (!Number.isFinite(score) || before !== undefined && (higher ? score <= before : score >= before)) continue;
          best[name] = { score, epoch, step, inEpochs: epochs !== undefined };
        }
      }
      if (event.type !== "facts") return;
      for (const fact of event.facts) {
        const name = fact.kind === "file" && fact.name.startsWith(BEST) ? fact.name.slice(BEST.length) : "";
        const known = best[name];
        if (fact.kind === "file" && known?.step === event.step) best[name] = { ...known!, file: basename(fact.path) };
      }
    },
    lines(_event, digits = 4) {
      const { seconds, learning, samples, steps } = sum;
      if (!trains || steps === 0) return [];
      const scores = Object.entries(best).map(([name, { score, epoch, step, inEpochs, file }]) =>
        `Best ${name}: ${fixed(score, digits)} at ${inEpochs ? `epoch ${epoch}` : `step ${step}`}` +
        `${file === undefined ? "" : `, in ${file}`}`
      );
      const rate = learning > 0 ? `: ${fixed(samples / learning, 1)} samples/s` : "";
      return [...scores, `Trained for ${steps} step${steps === 1 ? "" : "s"} in ${duration(seconds)}${rate}`];
    },
    state: () => plain(best),
    restore: (state) => void (best = { ...state as unknown as Record<string, Best> }, restored = true),
  };
}

const BEST = "best ";
