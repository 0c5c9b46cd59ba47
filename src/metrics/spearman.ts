/** Whether numbers grow together, on whatever curve. */
import { sum } from "../judging/class_counts.ts";
import { columnsOf } from "../judging/moments.ts";
import { ranksOf } from "../judging/ranks.ts";
import { grown, noRows } from "../judging/states.ts";
import type { HostMetric } from "../metric.ts";
import type { HostTensor } from "../snapshot.ts";
import { refuseWeights } from "../tensors/by_weight.ts";
import type { tf } from "../tf.ts";
import { metric } from "./metric.ts";

/** All predictions and targets, [rows, outputs]. */
export type PairState = { readonly predictions: tf.Tensor; readonly targets: tf.Tensor };

/**
 * Spearman's correlation: Pearson's of the ranks of predictions and targets, from -1 to 1; equal numbers share the mean of their
 * ranks.
 *
 * Prediction and target have one shape, [batch] or [batch, outputs]; of several outputs it is the mean. All numbers are kept to
 * the end. It is NaN where one of the two is always the same, and where a number is NaN. Source: SciPy's `stats.spearmanr`.
 *
 * @throws {TypeError} If, on judging, the shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scoresOf, spearman, tf } from "jsr:@raptor/raptor";
 *
 * const metric = spearman();
 * const state = metric.update(metric.init(), tf.tensor1d([1, 2, 3]), tf.tensor1d([1, 10, 1000]));
 * assertEquals(await scoresOf([metric], [state]), { spearman: 1 });
 * ```
 */
export function spearman(): HostMetric<"spearman", tf.Tensor, tf.Tensor, PairState> {
  return metric({
    ...{ name: "spearman", settings: {}, better: "higher", on: "host" },
    merge: { predictions: "concat", targets: "concat" },
    init: (): PairState => ({ predictions: noRows(), targets: noRows() }),
    update({ predictions, targets }, prediction: tf.Tensor, target: tf.Tensor): PairState {
      refuseWeights("judge by spearman", target, "pearson()");
      const [p, y] = columnsOf("spearman", prediction, target);
      return { predictions: grown(predictions, p), targets: grown(targets, y) };
    },
    compute({ predictions, targets }) {
      const outputs = predictions.shape[1] ?? 1;
      const scores = Array.from({ length: outputs }, (_, i) => {
        const [p, y] = [column(predictions, i), column(targets, i)];
        return [...p, ...y].some(Number.isNaN) ? NaN : correlation(ranksOf(p), ranksOf(y));
      });
      return sum(scores) / outputs;
    },
  });
}

function column({ shape, data }: HostTensor, output: number): Float64Array {
  const [rows = 0, outputs = 1] = shape;
  return Float64Array.from({ length: rows }, (_, row) => data[row * outputs + output]!);
}

function correlation(a: Float64Array, b: Float64Array): number {
  const [offA, offB] = [a, b].map((values) => {
    const mean = sum(values) / values.length;
    return values.map((value) => value - mean);
  });
  const product = (x: Float64Array, y: Float64Array) => sum(x.map((value, i) => value * y[i]!));
  return product(offA!, offB!) / Math.sqrt(product(offA!, offA!) * product(offB!, offB!));
}
