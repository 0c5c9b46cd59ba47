/** Metrics written by hand. */
import { plainRecord } from "../options/plain.ts";
import { settle } from "../options/settle.ts";
import type { Metric } from "../metric.ts";

/**
 * Makes a metric of its parts: checks them and keeps the literal type of its name, so that `scores.<name>` is typed.
 *
 * The state is one tensor; a metric that remembers more stacks it. For a mean over examples, see {@linkcode mean}.
 *
 * @param parts The name of the score, which way is better, and the three functions of a {@linkcode Metric}.
 * @throws {TypeError} If a part is missing or of another kind.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metric, tf } from "jsr:@raptor/raptor";
 *
 * const worst = metric({
 *   name: "worst",
 *   better: "lower",
 *   init: () => tf.scalar(0),
 *   update: (state, prediction: tf.Tensor, target: tf.Tensor) =>
 *     tf.maximum(state, tf.max(tf.abs(tf.sub(prediction, target)))),
 *   compute: (state) => state as tf.Scalar,
 * });
 * const state = worst.update(worst.init(), tf.tensor1d([1, 5]), tf.tensor1d([2, 2]));
 * assertEquals(worst.compute(state).dataSync()[0], 3);
 * ```
 */
export function metric<const N extends string, P, Y>(parts: Metric<N, P, Y>): Metric<N, P, Y> {
  const { name, better, init, update, compute, settings } = parts;
  settle("metric", parts, { name, better, init, update, compute, settings });
  const refuse = (rule: string, value: unknown) => new TypeError(`Cannot make a metric as ${rule}: got ${value}.`);
  if (typeof name !== "string" || name === "" || /\s/.test(name)) {
    throw refuse("name must be a word", JSON.stringify(name));
  }
  if (better !== "higher" && better !== "lower") throw refuse('better must be "higher" or "lower"', better);
  for (const [part, value] of Object.entries({ init, update, compute })) {
    if (typeof value !== "function") throw refuse(`${part} must be a function`, typeof value);
  }
  return Object.freeze({ ...parts, settings: plainRecord(settings ?? { better }) });
}
