/** What a run is judged by: its metrics, and its own loss where that is asked for. */
import type { Loss } from "../loss.ts";
import type { AnyMetric } from "../metric.ts";
import { oddOption } from "../options/odd_option.ts";
import { lossScore } from "../training/total_loss.ts";

/** What is judged beside metrics. */
export interface EvaluatorOptions {
  /** Of a metric, and so of none of these: it tells the two apart. */
  readonly on?: never;
  /**
   * Whether the run's own loss is judged on the validation's batches as well, as the score `loss`, of which lower is better. It
   * is the mean over all examples, ragged batches and masks weighed right, without what the model adds. Default false.
   */
  readonly loss?: boolean;
  /**
   * Whether the batches that are learnt from are judged as well, by the predictions that they are learnt from by: in training
   * mode, by weights that change from step to step. The scores are `train/accuracy` and so on, over the batches since the last
   * scores, and are told with those of a validation, or alone where there is none. They stay on the device until then. Default
   * false.
   */
  readonly train?: boolean;
}

/** What of a sentence says how it is judged. */
interface Judged {
  readonly judging?: EvaluatorOptions;
  readonly loss?: unknown;
  readonly metrics: readonly unknown[];
}

/** Parts of a sentence with all that they are judged by. */
export function judgedBy<P extends Judged>(parts: P): P {
  const { judging, loss, metrics } = parts;
  if (judging?.loss !== true || typeof loss !== "function") return parts;
  return { ...parts, metrics: [...metrics, lossScore(loss as Loss<unknown, unknown>)] };
}

/** How a sentence is judged once an evaluator is given more: metrics, and what it is told beside them. */
export function judgedAlso(
  { metrics, judging }: { readonly metrics: readonly Metric[]; readonly judging?: EvaluatorOptions },
  given: readonly (Metric | EvaluatorOptions)[],
): { readonly metrics: readonly Metric[]; readonly judging?: EvaluatorOptions } {
  const told = given.filter(isJudging), others = given.filter((part) => !isJudging(part)) as Metric[];
  return { metrics: [...metrics, ...others], ...told.length > 0 && { judging: Object.assign({}, judging, ...told) } };
}

/** A metric of whatever it judges. */
// deno-lint-ignore no-explicit-any
type Metric = AnyMetric<string, any, any>;

/** Whether this is what an evaluator is told, and no metric. */
function isJudging(part: unknown): part is EvaluatorOptions {
  return typeof part === "object" && part !== null && !("update" in part) && !("name" in part);
}

/**
 * What is wrong with what an evaluator is told, a reason each.
 *
 * @param judging As it was given.
 * @param step Of a sentence that has one of its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { oddJudging } from "./judged_by.ts";
 *
 * assertEquals(oddJudging({ loss: 1 as never }), ["loss of .evaluator() must be true or false: got 1"]);
 * ```
 */
export function oddJudging(judging: EvaluatorOptions | undefined, step?: unknown): string[] {
  if (judging === undefined) return [];
  const odd = oddOption(judging, NAMES, "the options of .evaluator()");
  const wrong = NAMES.filter((name) => ![undefined, true, false].includes(judging[name]));
  return [
    ...odd === undefined ? [] : [odd],
    ...judging.train === true && step !== undefined
      ? ["train of .evaluator() needs a loss, whose prediction is judged: got .step(), which may answer what it likes"]
      : [],
    ...wrong.map((name) => `${name} of .evaluator() must be true or false: got ${judging[name]}`),
  ];
}

const NAMES = ["loss", "train"] as const;
