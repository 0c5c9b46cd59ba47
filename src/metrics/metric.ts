/** Metrics written by hand. */
import { plainRecord } from "../options/plain.ts";
import { scoreNames } from "../options/score_names.ts";
import { given, settle } from "../options/settle.ts";
import type { AnyMetric, Better, HostMetric, HostState, Judge, Metric, State } from "../metric.ts";
import type { tf } from "../tf.ts";

/** The type of a state by what `init` answers: a metric may give back a tensor of another rank than it began with. */
export type Loose<S extends State> = S extends tf.Tensor ? tf.Tensor : { readonly [K in keyof S]: tf.Tensor };

/** A metric whose name is known to the letter. */
export type Named<Name extends string, M> = M & { readonly name: Name };

/** The parts that all metrics are made of. */
export interface JudgeParts<Name extends string, N extends string, P, Y, S extends State>
  extends Pick<Judge<N, P, Y, Loose<S>>, "scores" | "settings" | "merge" | "staticGraph" | "update"> {
  /** What it goes by in logs: a word; where it says no `scores`, the name of its score. */
  readonly name: Name;
  /** Which way is better, for all of its scores or for each. */
  readonly better: Better | { readonly [K in NoInfer<N>]: Better };
  /** The state before any batch: a tensor, or tensors by name. */
  init(): S;
}

/** The parts of a metric whose scores are computed on the device. */
export interface MetricParts<Name extends string, N extends string, P, Y, S extends State>
  extends JudgeParts<Name, N, P, Y, S>, Pick<Metric<N, P, Y, Loose<S>>, "on" | "compute"> {}

/** The parts of a metric whose scores are computed on the host. */
export interface HostMetricParts<Name extends string, N extends string, P, Y, S extends State>
  extends JudgeParts<Name, N, P, Y, S>, Pick<HostMetric<N, P, Y, Loose<S>>, "on"> {
  /** Turns the state, read from the device, into the score, or into scores by name. */
  compute(state: HostState<Loose<S>>): number | { readonly [K in NoInfer<N>]: number };
}

/**
 * Makes a metric of its parts: checks them and keeps the literal types of its names, so that `scores.<name>` is typed.
 *
 * The state is a tensor or a record of tensors. With `scores`, it has several named numbers, and `compute` answers one number
 * for each, in their order. With `on: "host"`, `compute` gets the state read from the device, and answers a number or numbers by
 * name. `merge` says how states of parts of the samples become one: where it is `"concat"`, `init` answers a tensor with no
 * rows, and `update` puts the batch's after those there. For a mean over examples, see {@linkcode mean}.
 *
 * @param parts The name of the score, which way is better, and the three functions of a {@linkcode Metric}.
 * @throws {TypeError} If a part is missing or of another kind.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metric, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const errors = metric({
 *   name: "errors",
 *   scores: ["worst", "sum"],
 *   better: "lower",
 *   init: () => ({ worst: tf.scalar(0), sum: tf.scalar(0) }),
 *   update({ worst, sum }, prediction: tf.Tensor, target: tf.Tensor) {
 *     const error = tf.abs(tf.sub(prediction, target));
 *     return { worst: tf.maximum(worst, tf.max(error)), sum: tf.add(sum, tf.sum(error)) };
 *   },
 *   compute: ({ worst, sum }) => tf.stack([worst, sum]),
 * });
 * const state = errors.update(errors.init(), tf.tensor1d([1, 5]), tf.tensor1d([2, 2]));
 * assertEquals(await scoresOf([errors], [state]), { worst: 3, sum: 4 });
 * ```
 */
export function metric<const Name extends string, P, Y, S extends State, const N extends string = Name>(
  parts: HostMetricParts<Name, N, P, Y, S>,
): Named<Name, HostMetric<N, P, Y, Loose<S>>>;
/** As above, with scores that are computed on the device. */
export function metric<const Name extends string, P, Y, S extends State, const N extends string = Name>(
  parts: MetricParts<Name, N, P, Y, S>,
): Named<Name, Metric<N, P, Y, Loose<S>>>;
export function metric(parts: AnyMetric<string, never, never>): AnyMetric<string, never, never> {
  const { name, scores, better, merge, staticGraph, on, init, update, compute, settings } = given(parts);
  settle("metric", parts, { name, scores, better, merge, staticGraph, on, init, update, compute, settings });
  const refuse = (rule: string, value: unknown) => new TypeError(`Cannot make a metric as ${rule}: got ${value}.`);
  const isWord = (text: unknown) => typeof text === "string" && text !== "" && !/\s/.test(text);
  if (!isWord(name)) throw refuse("name must be a word", JSON.stringify(name));
  const names = scoreNames(parts);
  if (!Array.isArray(names) || names.length === 0 || !names.every(isWord) || new Set(names).size < names.length) {
    throw refuse("scores must be words, each another one", JSON.stringify(scores));
  }
  const ways = typeof better === "object" && better !== null
    ? names.map((name) => (better as Readonly<Record<string, unknown>>)[name])
    : [better];
  const odd = ways.findIndex((way) => way !== "higher" && way !== "lower");
  if (odd >= 0) {
    const whose = typeof better === "object" ? ` of ${names[odd]}` : "";
    throw refuse(`better${whose} must be "higher" or "lower"`, ways[odd]);
  }
  for (const how of typeof merge === "object" ? Object.values(merge) : [merge]) {
    if (![undefined, "sum", "concat"].includes(how)) throw refuse('merge must be "sum" or "concat"', how);
  }
  if (![undefined, "device", "host"].includes(on)) throw refuse('on must be "device" or "host"', on);
  for (const [part, value] of Object.entries({ init, update, compute })) {
    if (typeof value !== "function") throw refuse(`${part} must be a function`, typeof value);
  }
  const made = { ...parts, settings: plainRecord(settings ?? { better, scores }) };
  return Object.freeze(
    parts.on === "host" ? { ...made, compute: onceRead(parts) } as HostMetric<string, never, never, State> : made,
  );
}

/** The scores of a state that was read; of tensors they would be any number, or none. */
function onceRead({ name, compute }: HostMetric<string, never, never, State>): typeof compute {
  return (state) => {
    const isTensor = (part: unknown) => typeof part === "object" && part !== null && "dataId" in part;
    if ([state, ...Object.values(state)].some(isTensor)) {
      throw new TypeError(
        `Cannot compute ${name} as its state must be read from the device: got tensors. Write await scoresOf([metric], [state]).`,
      );
    }
    return compute(state);
  };
}
