/** What schedules see of the validations of a run. */
import type { Judge, State } from "../metric.ts";
import { betterOf, TRAINING } from "../options/score_names.ts";
import { prefixed } from "./judged_passes.ts";
import type { Span, Verdict, Verdicts } from "../schedule.ts";

/** A span with its verdicts. */
export interface JudgedSpan extends Span {
  /** How the run has been judged so far. */
  readonly verdicts: Verdicts;
}

/**
 * Adds to a span how the run is judged.
 *
 * @param span How long the run is.
 * @param plan What it is judged on and by: its validation data, further sets, the batches that are learnt from; without any it is not.
 * @param past The validations of a run that goes on. Default none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy } from "jsr:@raptor/raptor";
 * import { judgedAgain, judgedSpan } from "./verdicts.ts";
 *
 * const plan = { data: { val: () => [] }, metrics: [accuracy()] };
 * const span = judgedAgain(judgedSpan({ steps: 9, stepsPerEpoch: 3 }, plan), 3, { accuracy: 50 });
 * assertEquals(span.verdicts, { better: { accuracy: "higher" }, past: [{ step: 3, scores: { accuracy: 50 } }] });
 * ```
 */
export function judgedSpan(
  span: Span,
  { data, metrics, tallied }: {
    readonly data: { readonly val?: unknown; readonly sets?: Readonly<Record<string, unknown>> };
    readonly tallied?: boolean;
    readonly metrics: readonly Pick<Judge<string, never, never, State>, "name" | "scores" | "better">[];
  },
  past: readonly Verdict[] = [],
): JudgedSpan {
  const own = betterOf(metrics), sets = Object.keys(data.sets ?? {}).map((name) => `${name}/`);
  const prefixes = [...data.val === undefined ? [] : [""], ...sets, ...tallied ? [TRAINING] : []];
  const better = Object.assign({}, ...prefixes.map((prefix) => prefixed(prefix, own)));
  return { ...span, verdicts: { better, past } };
}

/**
 * The span after another validation.
 *
 * @param step The number of steps taken before it.
 * @param scores What it came to.
 */
export function judgedAgain(span: JudgedSpan, step: number, scores: Verdict["scores"]): JudgedSpan {
  const { better, past } = span.verdicts;
  return { ...span, verdicts: { better, past: Object.freeze([...past, Object.freeze({ step, scores })]) } };
}
