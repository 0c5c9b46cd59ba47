/** Scores and labels that are kept to the end, to be ranked: a state, and what is made of it on the host. */
import { requireRange } from "../options/require_range.ts";
import type { HostState } from "../metric.ts";
import type { Weighted } from "../source.ts";
import { apart, weightOfEach } from "../tensors/by_weight.ts";
import { tf } from "../tf.ts";
import { sum } from "./class_counts.ts";
import { kindOf } from "./marks.ts";
import { grown, noRows } from "./rows.ts";

/** What was predicted, what was there, and what it weighs, of all answers. */
export type RankedState = { readonly scores: tf.Tensor; readonly labels: tf.Tensor; readonly weights: tf.Tensor };

/** What is asked of scores and labels. */
export interface RankedOptions {
  /** Whether the model predicts probabilities, and not logits. Default false. */
  readonly probabilities?: boolean;
  /** The label of what is not judged, such as padding. Default none. */
  readonly ignoreIndex?: number;
}

/** Scores by class, and the labels of the same answers. */
export interface Ranked {
  /** For each class, one score an answer: its probability, or what grows with it. For two classes there is the second alone. */
  readonly columns: readonly Float64Array[];
  /** The labels, from 0. */
  readonly labels: readonly number[];
  /** What each answer weighs. */
  readonly weights: readonly number[];
  /** Whether there are two classes. */
  readonly isBinary: boolean;
}

/**
 * What keeps scores and labels.
 *
 * @param metric Its name, for errors.
 * @param options What is checked.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { ranking } from "./ranked.ts";
 *
 * const { init, update } = ranking("rocAuc", {});
 * const { scores } = update(init(), tf.tensor1d([0.5, -1]), tf.tensor1d([1, 0], "int32"));
 * assertEquals(scores.shape, [2, 1]);
 * ```
 */
export function ranking(metric: string, { probabilities = false, ignoreIndex }: RankedOptions) {
  requireRange(metric, "true or false", { probabilities });
  if (ignoreIndex !== undefined) requireRange(metric, "a whole number", { ignoreIndex });
  return {
    merge: { scores: "concat", labels: "concat", weights: "concat" } as const,
    init: (): RankedState => ({ scores: noRows(), labels: noRows("int32"), weights: noRows() }),
    update(state: RankedState, prediction: tf.Tensor, given: tf.Tensor | Weighted<tf.Tensor>): RankedState {
      const { target, weight } = apart(given);
      const width = kindOf(metric, prediction, target) === "single" ? 1 : prediction.shape.at(-1)!;
      return {
        scores: grown(state.scores, tf.reshape(prediction, [-1, width])),
        labels: grown(state.labels, tf.reshape(target, [-1])),
        weights: grown(state.weights, weightOfEach(target.size, weight)),
      };
    },
  };
}

/**
 * Scores by class of a state that was read. Of logits, two classes are ranked by their difference, more by their softmax.
 *
 * @returns Undefined where a label is no class.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rankedOf } from "./ranked.ts";
 *
 * const scores = { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 3, 2, 0) } as const;
 * const labels = { dtype: "int32", shape: [2], data: Int32Array.of(1, 0) } as const;
 * const weights = { dtype: "float32", shape: [2], data: Float32Array.of(1, 1) } as const;
 * assertEquals(rankedOf({ scores, labels, weights }, {})!.columns, [Float64Array.of(2, -2)]);
 * ```
 */
export function rankedOf(
  { scores, labels, weights }: HostState<RankedState>,
  { probabilities = false, ignoreIndex }: RankedOptions,
): Ranked | undefined {
  const width = scores.shape[1] ?? 1, isBinary = width <= 2, classes = Math.max(2, width);
  const kept = [...labels.data.keys()].filter((i) => labels.data[i] !== ignoreIndex);
  if (kept.some((i) => !(labels.data[i]! >= 0 && labels.data[i]! < classes))) return undefined;
  const columns = Array.from({ length: isBinary ? 1 : width }, () => new Float64Array(kept.length));
  kept.forEach((row, i) => {
    const at = (column: number) => scores.data[row * width + column]!;
    if (width === 1) columns[0]![i] = at(0);
    else if (width === 2) columns[0]![i] = probabilities ? at(1) : at(1) - at(0);
    else {
      const values = columns.map((_, column) => at(column));
      const shares = probabilities ? values : softmax(values);
      shares.forEach((share, column) => columns[column]![i] = share);
    }
  });
  const ofKept = (values: ArrayLike<number>) => kept.map((i) => values[i]!);
  return { columns, labels: ofKept(labels.data), weights: ofKept(weights.data), isBinary };
}

function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits), powers = logits.map((logit) => Math.exp(logit - most)), all = sum(powers);
  return powers.map((power) => power / all);
}
