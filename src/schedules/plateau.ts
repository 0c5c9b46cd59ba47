/** A number that falls when a score stops getting better. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import type { Schedule, Span, Verdict } from "../schedule.ts";

/** What is followed, and how patiently. */
export interface PlateauOptions {
  /** The name of the score, such as `accuracy`, or `noisy/accuracy` of a further set. */
  readonly monitor: string;
  /** Which way it is better. Default what its metric says. */
  readonly better?: "higher" | "lower";
  /** The factor of each fall, in [0, 1). Default 0.1. */
  readonly factor?: number;
  /** How many validations in a row may bring nothing better without a fall. Default 10. */
  readonly patience?: number;
  /** By how much a score must be better than the best to count as better. Default 1e-4. */
  readonly threshold?: number;
  /** Whether the threshold is a share of the best score or a difference to it. Default `"rel"`. */
  readonly thresholdMode?: "rel" | "abs";
  /** How many validations after a fall are not counted. Default 0. */
  readonly cooldown?: number;
  /** The least value. Default 0. */
  readonly min?: number;
  /** A fall by no more than this is left out. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Multiplied by `factor` whenever more than `patience` validations in a row have brought no better score, as PyTorch's
 * `ReduceLROnPlateau` and MMEngine's `ReduceOnPlateauLR`.
 *
 * It follows the validations that the run has had, which every checkpoint keeps: so a run that goes on goes on exactly.
 *
 * @param from What it begins with.
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} On use, if the run is not judged by that score; a run is told before its first step.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { plateau } from "jsr:@raptor/raptor";
 *
 * const lr = plateau(0.8, { monitor: "accuracy", factor: 0.5, patience: 1 });
 * // Judged every 10 steps, twice in a row for nothing.
 * const past = [70, 75, 74, 75, 80].map((accuracy, i) => ({ step: 10 * (i + 1), scores: { accuracy } }));
 * const after = (n: number) => ({ better: { accuracy: "higher" }, past: past.slice(0, n) } as const);
 * assertEquals([0, 3, 4, 5].map((n) => lr(10 * n, { steps: 99, stepsPerEpoch: 10, verdicts: after(n) })), [0.8, 0.8, 0.4, 0.4]);
 * ```
 */
export function plateau(from: number, options: PlateauOptions): Schedule {
  const { monitor, better, factor = 0.1, patience = 10, threshold = 1e-4, thresholdMode = "rel" } = given(options);
  const { cooldown = 0, min = 0, epsilon = 1e-8 } = given(options);
  const values = { monitor, better, factor, patience, threshold, thresholdMode, cooldown, min, epsilon };
  const settings = settle("plateau", options, values, { from });
  requireRange("plateau", "a finite number", { from, min });
  requireRange("plateau", "a string", { monitor });
  requireRange("plateau", "in [0, 1)", { factor });
  requireRange("plateau", "a whole number of at least 0", { patience, cooldown });
  requireRange("plateau", "a finite number of at least 0", { threshold, epsilon });
  if (thresholdMode !== "rel" && thresholdMode !== "abs") {
    throw new RangeError(`Cannot make plateau as thresholdMode must be "rel" or "abs": got ${thresholdMode}.`);
  }
  if (better !== undefined && better !== "higher" && better !== "lower") {
    throw new RangeError(`Cannot make plateau as better must be "higher" or "lower": got ${better}.`);
  }

  const follow = (past: readonly Verdict[], higher: boolean): number => {
    const sign = higher ? 1 : -1;
    const bar = (best: number) => thresholdMode === "rel" ? best * (1 + sign * threshold) : best + sign * threshold;
    const isBetter = (score: number, best: number) => higher ? score > bar(best) : score < bar(best);
    let value = from, best = -sign * Infinity, bad = 0, resting = 0;
    for (const { scores } of past) {
      const score = scores[monitor]!;
      if (isBetter(score, best)) best = score, bad = 0;
      else bad++;
      if (resting > 0) resting--, bad = 0;
      if (bad <= patience) continue;
      const next = Math.max(value * factor, min);
      if (value - next > epsilon) value = next;
      bad = 0, resting = cooldown;
    }
    return value;
  };
  // The same validations are asked for in every step.
  let last: { readonly past: readonly Verdict[]; readonly offset: number; readonly value: number } | undefined;
  return asPart("plateau", (_: number, { verdicts, offset = 0 }: Span) => {
    if (verdicts === undefined || !Object.hasOwn(verdicts.better, monitor)) throw unjudged(monitor, verdicts?.better);
    const { past } = verdicts, higher = (better ?? verdicts.better[monitor]) === "higher";
    if (last?.past !== past || last.offset !== offset) {
      last = { past, offset, value: follow(past.filter(({ step }) => step > offset || offset === 0), higher) };
    }
    return last.value;
  }, { settings });
}

function unjudged(monitor: string, better: object = {}): TypeError {
  return new TypeError(
    `Cannot follow plateau as the run must be judged by ${monitor}: got a run that is judged by ` +
      `${Object.keys(better).join(", ") || "nothing"}. Name a score that the run is judged by, of .evaluator().`,
  );
}
