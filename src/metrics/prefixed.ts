/** Several metrics of one kind, told apart by what stands before their names. */
import type { AnyMetric, Better, HostMetric, Metric, State } from "../metric.ts";
import { plainRecord } from "../options/plain.ts";
import { betterOf, scoreNames } from "../options/score_names.ts";

/**
 * A metric whose scores have a word before their names, as `coarse/accuracy`, so that a run may judge by several of one kind.
 *
 * @param prefix The word.
 * @param metric What it stands before; all else is as it is.
 * @throws {TypeError} If the prefix is not a word.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, prefixed, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = prefixed("coarse", accuracy());
 * const state = metric.update(metric.init(), tf.tensor2d([[0, 1], [1, 0]]), tf.tensor1d([1, 1], "int32"));
 * assertEquals(await scoresOf([metric], [state]), { "coarse/accuracy": 50 });
 * ```
 */
export function prefixed<const Q extends string, N extends string, P, Y, S extends State>(
  prefix: Q,
  metric: HostMetric<N, P, Y, S>,
): HostMetric<`${Q}/${N}`, P, Y, S>;
/** As above, of a metric whose scores are computed on the device. */
export function prefixed<const Q extends string, N extends string, P, Y, S extends State>(
  prefix: Q,
  metric: Metric<N, P, Y, S>,
): Metric<`${Q}/${N}`, P, Y, S>;
export function prefixed(
  prefix: string,
  metric: AnyMetric<string, unknown, unknown>,
): AnyMetric<string, unknown, unknown> {
  if (typeof prefix !== "string" || prefix === "" || /\s/.test(prefix)) {
    throw new TypeError(`Cannot make prefixed as the prefix must be a word: got ${JSON.stringify(prefix)}.`);
  }
  const names = scoreNames(metric), longer = (name: string) => `${prefix}/${name}`;
  const rename = <T>(values: Readonly<Record<string, T>>) =>
    Object.fromEntries(names.map((name) => [longer(name), values[name]!]));
  const told = {
    name: longer(metric.name),
    scores: names.map(longer),
    better: rename<Better>(betterOf([metric])),
    settings: plainRecord({ prefix, metric }),
  };
  if (metric.on !== "host") return Object.freeze({ ...metric, ...told });
  return Object.freeze({
    ...metric,
    ...told,
    compute(state: never) {
      const scores = metric.compute(state);
      return typeof scores === "number" ? scores : rename(scores as Readonly<Record<string, number>>);
    },
  });
}
