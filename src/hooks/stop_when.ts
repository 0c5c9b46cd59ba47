/** Ends a run when a score is good enough. */
import { asPart, requireRange } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import type { Event, Hook } from "../hook.ts";

/**
 * Ends the run once a score has reached a value, in the direction in which it is better.
 *
 * @param name The score.
 * @param reached The value.
 *
 * @example
 * ```ts
 * import { accuracy, mlp, runner, stopWhen, synthetic } from "jsr:@raptor/raptor";
 *
 * const chain = runner().model(mlp({ sizes: [3072, 10] })).data(synthetic()).evaluator(accuracy());
 * chain.hook(stopWhen("accuracy", 90));
 * ```
 */
export function stopWhen<N extends string>(name: N, reached: number): Hook<N> {
  requireRange("stopWhen", "a string", { name });
  requireRange("stopWhen", "a finite number", { reached });
  return asPart("stopWhen", (event: Event<N>) => {
    if (event.type !== "scores") return;
    const score = event.scores[name];
    const enough = event.better[name] === "higher" ? score >= reached : score <= reached;
    if (enough) return { stop: `${name} reached ${score.toFixed(4)}` };
  }, { settings: plainRecord({ score: name, reached }), needs: { scores: [name] } });
}
