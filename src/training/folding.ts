/** The states of metrics over the batches of a validation, and how those of several parts of the samples become one. */
import type { AnyMetric, Merge, State } from "../metric.ts";
import { tf } from "../tf.ts";

/** What is folded: how it merges is all that is asked of a metric. */
type Folded = Pick<AnyMetric<string, never, never>, "name" | "init" | "merge">;

/** States as they grow. */
export interface Folding<S extends State> {
  /** The states that the next batch is taken into; they are the folding's own. */
  readonly states: readonly S[];
  /** Takes over the states that a step has made of them. */
  take(next: readonly S[]): void;
  /** The states of all batches so far, which are the folding's own until the next `take`, `whole` or `dispose`. */
  whole(): readonly S[];
  /** Gives back all tensors. */
  dispose(): void;
}

/**
 * Begins to fold.
 *
 * A tensor that merges by `concat` is never handed to a step: each batch makes rows of its own, which lie side by side until
 * the end. So every batch computes with the same shapes, which compiled steps live by, and no row is copied twice.
 *
 * @param metrics Whose states they are.
 * @param before States to go on from, whose tensors the folding takes over. Default those of no batch.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { foldingOf } from "./folding.ts";
 *
 * const seen = { name: "seen", merge: "concat", init: () => tf.tensor1d([]) } as const;
 * const folding = foldingOf([seen]);
 * for (const value of [1, 2]) folding.take([tf.tensor1d([value])]);
 * assertEquals((folding.whole()[0] as tf.Tensor).arraySync(), [1, 2]);
 * folding.dispose();
 * ```
 */
export function foldingOf<S extends State>(metrics: readonly Folded[], before?: readonly S[]): Folding<S> {
  const begun = tf.tidy(() => metrics.map((metric) => metric.init())).map(partsOf);
  const folded = begun.map((parts) => ({ ...parts }));
  const rows = begun.map(() => new Map<string, tf.Tensor[]>());
  const grows = (i: number, key: string) => mergeOf(metrics[i]!, key) === "concat";
  const each = (visit: (i: number, key: string) => void) =>
    begun.forEach((parts, i) => Object.keys(parts).forEach((key) => visit(i, key)));
  const take = (next: readonly S[]) => {
    const taken = next.map(partsOf);
    each((i, key) => {
      const made = taken[i]![key]!;
      if (grows(i, key)) rows[i]!.set(key, [...rows[i]!.get(key) ?? [], made]);
      // A metric may leave a part of its state as it was.
      else if (folded[i]![key] !== made) {
        folded[i]![key]!.dispose();
        folded[i]![key] = made;
      }
    });
  };
  if (before !== undefined) take(before);
  return {
    get states() {
      return folded.map(stateOf<S>);
    },
    take,
    whole() {
      each((i, key) => {
        const list = rows[i]!.get(key) ?? [];
        if (list.length < 2) return;
        rows[i]!.set(key, [tf.concat(list)]);
        tf.dispose(list);
      });
      // Batches may follow, to which no rows are handed.
      return folded.map((parts, i) =>
        stateOf<S>(
          Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, rows[i]!.get(key)?.[0] ?? part])),
        )
      );
    },
    dispose() {
      tf.dispose(folded);
      for (const lists of rows) tf.dispose([...lists.values()]);
    },
  };
}

/**
 * One state of several that were folded apart, as by machines that share the samples. It is pure: none is disposed of.
 *
 * @param metric Whose states they are.
 * @param states At least one, in the order of the samples.
 * @throws {TypeError} If the metric does not say how its states merge.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, mergeStates, tf } from "jsr:@raptor/raptor";
 *
 * const metric = accuracy();
 * const judged = [[0], [1]].map((labels) => metric.update(metric.init(), tf.tensor2d([[2, 1]]), tf.tensor1d(labels, "int32")));
 * assertEquals(metric.compute(mergeStates(metric, judged)).dataSync()[0], 50);
 * ```
 */
export function mergeStates<S extends State>(
  metric: Pick<AnyMetric<string, never, never, S>, "name" | "merge">,
  states: readonly S[],
): S {
  const parts = states.map(partsOf);
  const merged = Object.keys(parts[0]!).map((key) => {
    const how = mergeOf(metric, key), all = parts.map((part) => part[key]!);
    if (how === undefined) {
      throw new TypeError(
        `Cannot merge states of ${metric.name} as it must say how: got no merge${
          key === WHOLE ? "" : ` for ${key}`
        }. ` +
          'Where states add up, say { merge: "sum" }.',
      );
    }
    // A tensor of its own also where there is one state.
    if (all.length === 1) return [key, tf.clone(all[0]!)] as const;
    if (how === "sum") return [key, tf.tidy(() => all.reduce((sum, part) => tf.add(sum, part)))] as const;
    const rows = all.filter(({ shape }) => shape[0] !== 0);
    return [key, rows.length === 0 ? tf.clone(all[0]!) : tf.concat(rows)] as const;
  });
  return stateOf(Object.fromEntries(merged));
}

/** The key of a state that is one tensor; no record has it. */
export const WHOLE = "";

/** A state as tensors by name. */
export function partsOf(state: State): Record<string, tf.Tensor> {
  return state instanceof tf.Tensor ? { [WHOLE]: state } : { ...state };
}

/** The state of such tensors. */
export function stateOf<S extends State>(parts: Readonly<Record<string, tf.Tensor>>): S {
  return (WHOLE in parts ? parts[WHOLE] : { ...parts }) as S;
}

/** How a tensor of a state merges. */
export function mergeOf({ merge }: Pick<Folded, "merge">, key: string): Merge | undefined {
  return typeof merge === "object" ? (merge as Readonly<Record<string, Merge>>)[key] : merge;
}
