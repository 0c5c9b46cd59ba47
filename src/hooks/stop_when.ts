/** Ends a run when a score is good enough. */
import type { Hook } from "../hook.ts";

/**
 * Ends the run once a score has reached a value, in the direction in which it is better.
 *
 * @param name The score.
 * @param reached The value.
 *
 * @example
 * ```ts
 * import { accuracy, mlp, runner, stopWhen, synthetic } from "../../mod.ts";
 *
 * const chain = runner().model(mlp({ sizes: [3072, 10] })).data(synthetic()).evaluator(accuracy());
 * chain.hook(stopWhen("accuracy", 90));
 * ```
 */
export function stopWhen<N extends string>(name: N, reached: number): Hook<N> {
  return (event) => {
    if (event.type !== "scores") return;
    const score = event.scores[name];
    const enough = event.better[name] === "higher" ? score >= reached : score <= reached;
    if (enough) return { stop: `${name} reached ${score.toFixed(4)}` };
  };
}
