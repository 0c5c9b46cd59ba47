/** Scores of states, at the end of a validation: what is left to do on the device, one read, and the rest on the host. */
import type { AnyMetric, HostState, State } from "../metric.ts";
import { scoreNames } from "../options/score_names.ts";
import type { HostTensor } from "../snapshot.ts";
import { readScalars, readTensors } from "../tensors/read.ts";
import { tf } from "../tf.ts";
import { partsOf, WHOLE } from "./folding.ts";

/** Scores by name. */
export type Scores<N extends string> = Readonly<Record<N, number>>;

/**
 * Turns the states of metrics into their scores.
 *
 * @param metrics What was judged by.
 * @param states The state of each, which stay the caller's.
 * @throws {TypeError} If a metric does not give a number for each of its scores.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = accuracy();
 * const state = metric.update(metric.init(), tf.tensor2d([[0, 1], [1, 0]]), tf.tensor1d([1, 1], "int32"));
 * assertEquals(await scoresOf([metric], [state]), { accuracy: 50 });
 * ```
 */
export async function scoresOf<N extends string, P, Y, S extends State>(
  metrics: readonly AnyMetric<N, P, Y, S>[],
  states: readonly S[],
): Promise<Scores<N>> {
  const onHost = metrics.flatMap((metric, i) =>
    metric.on === "host" ? Object.entries(partsOf(states[i]!)).map(([key, part]) => [`${i}/${key}`, part] as const) : []
  );
  const computed = tf.tidy(() =>
    metrics.map((metric, i) => metric.on === "host" ? [] : [tf.cast(metric.compute(states[i]!), "float32")])
  );
  try {
    const read = await readTensors(Object.fromEntries(onHost));
    const numbers = computed.flat().length === 0 ? [] : await readScalars(computed.flat());
    let from = 0;
    const scores = metrics.flatMap((metric, i) => {
      if (metric.on === "host") return Object.entries(named(metric, metric.compute(stateOf(read, i))));
      const names = scoreNames(metric), { size } = computed[i]![0]!;
      if (size !== names.length) throw refused(metric, `${size} numbers`);
      return numbers.slice(from, from += size).map((value, k) => [names[k]!, value] as const);
    });
    return Object.fromEntries(scores) as Scores<N>;
  } finally {
    tf.dispose(computed);
  }
}

/** The state of one metric among all that was read. */
function stateOf<S extends State>(read: Readonly<Record<string, HostTensor>>, i: number): HostState<S> {
  const own = Object.entries(read).filter(([name]) => name.startsWith(`${i}/`))
    .map(([name, tensor]) => [name.slice(`${i}/`.length), tensor] as const);
  const parts = Object.fromEntries(own);
  return (WHOLE in parts ? parts[WHOLE] : parts) as HostState<S>;
}

/** What a metric has computed on the host, held against its names. */
function named(metric: Said, scores: number | Readonly<Record<string, number | undefined>>): Record<string, number> {
  const names = scoreNames(metric), given = typeof scores === "number" ? { [names[0]!]: scores } : scores;
  const fits = names.length === Object.keys(given).length && names.every((name) => typeof given[name] === "number");
  if (!fits) throw refused(metric, Object.keys(given).join(", ") || "nothing");
  return given as Record<string, number>;
}

type Said = { readonly name: string; readonly scores?: readonly string[] };

function refused(metric: Said, got: string): TypeError {
  return new TypeError(
    `Cannot judge by ${metric.name} as it must give a number for each of ${scoreNames(metric).join(", ")}: got ${got}.`,
  );
}
