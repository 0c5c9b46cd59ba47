/** Ends a run whose score gets no better. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import type { Answer, Event, Hook, Needs, ScoresEvent } from "../hook.ts";
import type { Plain } from "../settings.ts";

/** When a run is ended, and with which weights. */
export interface EarlyStoppingOptions {
  /** How many validations in a row may bring nothing better before the run ends. Default 5. */
  readonly patience?: number;
  /** By how much a score must be better than the best to count, in units of the score. Default 0: any better one counts. */
  readonly minDelta?: number;
  /** Ends the run at once when the score has reached this value, in the direction in which it is better. Default never. */
  readonly threshold?: number;
  /** Ends the run at once when the score is as bad as this value or worse: it diverges. Default never. */
  readonly divergence?: number;
  /** Whether a score that is NaN or infinite ends the run at once; else it counts as one that is no better. Default true. */
  readonly checkFinite?: boolean;
  /** Whether the run hands back the weights of its best score, however it ends. Default false. */
  readonly restoreBest?: boolean;
}

/** A hook that ends a run; what it has seen is in each snapshot. */
export interface EarlyStopping<N extends string = string> extends Hook<N> {
  /** The score that it reads. */
  readonly needs: Needs;
  /** The best score so far, and how many validations have passed since. */
  state(): Plain;
  /** Goes on with a state. */
  restore(state: Plain): void;
}

/**
 * Ends a run once a score has not become better for a number of validations, or is as good or as bad as was said.
 *
 * What it counts is in every checkpoint, so that a run which is resumed ends where it would have ended. A score that equals
 * the best is no better. Where `restoreBest` is set, the weights of the best score are kept on the device and in each checkpoint, and are
 * those of the outcome's model; the checkpoints hold the weights of their step all the same.
 *
 * @param score The score, such as `accuracy`; a run that has none of this name is refused before it starts.
 * @throws {TypeError} If there is an option that it does not know.
 * @throws {RangeError} If an option is out of its range.
 *
 * Source: Prechelt, "Early Stopping - But When?" (1998); the options are those of MMEngine's, Lightning's and Keras's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { arrays, cpu, earlyStopping, mae, meanSquaredError, mlp, runner, sgd } from "jsr:@raptor/raptor";
 *
 * // A model that learns nothing, as its rate is 0, is given up after three validations: one, and two that are no better.
 * const { stopped } = await runner({ log: false })
 *   .model(mlp({ sizes: [1, 1] }))
 *   .data(arrays({ x: [[1], [2]], y: [[2], [4]], valX: [[3]], valY: [[6]], batchSize: 2 }))
 *   .loss(meanSquaredError())
 *   .evaluator(mae())
 *   .optimizer(sgd({ lr: 0 }))
 *   .hook(earlyStopping("mae", { patience: 2 }))
 *   .engine(cpu())
 *   .train({ epochs: 10 });
 * assertEquals(stopped?.startsWith("mae has not become better for 2 validations"), true);
 * ```
 */
export function earlyStopping<N extends string>(score: N, options: EarlyStoppingOptions = {}): EarlyStopping<N> {
  const { patience = 5, minDelta = 0, threshold, divergence, checkFinite = true, restoreBest = false } = given(options);
  const filled = { patience, minDelta, threshold, divergence, checkFinite, restoreBest };
  const settings = settle("earlyStopping", options, filled, { score });
  requireRange("earlyStopping", "a string", { score });
  requireRange("earlyStopping", "a whole number of at least 1", { patience });
  requireRange("earlyStopping", "a finite number of at least 0", { minDelta });
  const borders = { ...threshold !== undefined && { threshold }, ...divergence !== undefined && { divergence } };
  requireRange("earlyStopping", "a finite number", borders);
  requireRange("earlyStopping", "true or false", { checkFinite, restoreBest });
  let best: number | undefined, waited = 0, restored = false;

  const judge = (event: ScoresEvent<N>): string | undefined => {
    const value = event.scores[score], sign = event.better[score] === "higher" ? 1 : -1;
    if (checkFinite && !Number.isFinite(value)) return `${score} must be finite: got ${value}`;
    const better = value - value === 0 && (best === undefined || sign * (value - best) > minDelta);
    if (better) best = value, waited = 0;
    else waited++;
    if (better && restoreBest) event.mark?.();
    if (threshold !== undefined && sign * value >= sign * threshold) return `${score} reached ${value.toFixed(4)}`;
    if (divergence !== undefined && sign * value <= sign * divergence) {
      return `${score} is ${value.toFixed(4)}, as bad as ${divergence} or worse`;
    }
    if (waited < patience) return undefined;
    const times = `${patience} validation${patience === 1 ? "" : "s"}`;
    return `${score} has not become better for ${times}: its best is ${best?.toFixed(4) ?? "no number"}`;
  };

  return asPart("earlyStopping", (event: Event<N>): Answer | undefined => {
    switch (event.type) {
      case "start":
        // A hook may serve several runs, one after the other.
        if (!restored) best = undefined, waited = 0;
        restored = false;
        return;
      case "scores": {
        const stop = judge(event);
        return stop === undefined ? undefined : { stop };
      }
      case "end":
        if (!restoreBest || best === undefined) return;
        return { restore: true, note: `The weights are those of the best ${score}, ${best.toFixed(4)}` };
    }
  }, {
    ...{ settings, needs: Object.freeze({ scores: [score] }) },
    state: (): Plain => ({ best: best ?? null, waited }),
    restore(state: Plain) {
      const { best: kept = null, waited: passed = 0 } = (state ?? {}) as Readonly<Record<string, Plain>>;
      best = typeof kept === "number" ? kept : undefined;
      waited = Number(passed), restored = true;
    },
  });
}
