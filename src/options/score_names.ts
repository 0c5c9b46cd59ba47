/** What a metric says of its scores. */
import type { Better, Judge, State } from "../metric.ts";

/** Of a metric, whatever it judges. */
type Said = Pick<Judge<string, never, never, State>, "name" | "scores" | "better">;

/** What goes before the names of the scores of batches that are learnt from. */
export const TRAINING = "train/";

/** What the logs call where a run stands and how fast it is: a score or a loss of that name would be lost there. */
export const TAKEN: readonly string[] = ["data_time", "epoch", "iter", "lr", "memory", "samples", "step", "time"];

/**
 * The names of a metric's scores, in their order.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scoreNames } from "./score_names.ts";
 *
 * assertEquals(scoreNames({ name: "mae" }), ["mae"]);
 * assertEquals(scoreNames({ name: "hits", scores: ["hits_at_1", "hits_at_5"] }), ["hits_at_1", "hits_at_5"]);
 * ```
 */
export function scoreNames({ name, scores }: Pick<Said, "name" | "scores">): readonly string[] {
  return scores ?? [name];
}

/**
 * The names of all scores of a run: those of its metrics, and these once more for each further set.
 *
 * @param metrics What it is judged by.
 * @param sets The sets, by name. Default none.
 * @param alone Whether there is anything to be judged on beside them. Default true.
 * @param tallied Whether batches that are learnt from are judged too. Default false.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { allScoreNames } from "./score_names.ts";
 *
 * assertEquals(allScoreNames([{ name: "mae" }], { noisy: 0 }), ["mae", "noisy/mae"]);
 * ```
 */
export function allScoreNames(
  metrics: readonly Pick<Said, "name" | "scores">[],
  sets: Readonly<Record<string, unknown>> = {},
  alone = true,
  tallied = false,
): string[] {
  const own = metrics.flatMap(scoreNames), prefixes = Object.keys(sets).map((set) => `${set}/`);
  if (tallied) prefixes.push(TRAINING);
  return [...alone ? own : [], ...prefixes.flatMap((prefix) => own.map((name) => prefix + name))];
}

/**
 * Which way each of the scores of some metrics is better, by their names.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { betterOf } from "./score_names.ts";
 *
 * const fit = { name: "fit", scores: ["r2", "rmse"], better: { r2: "higher", rmse: "lower" } } as const;
 * assertEquals(betterOf([{ name: "mae", better: "lower" }, fit]), { mae: "lower", r2: "higher", rmse: "lower" });
 * ```
 */
export function betterOf(metrics: readonly Said[]): Record<string, Better> {
  return Object.fromEntries(metrics.flatMap((metric) =>
    scoreNames(metric).map((name) => {
      const { better } = metric;
      return [name, typeof better === "string" ? better : (better as Readonly<Record<string, Better>>)[name]!] as const;
    })
  ));
}
