/** Answers that may have several labels, and what scikit-learn says of them. */
import { type AnyMetric, tf, type Weighted } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";
import golden from "./golden/multi_label.json" with { type: "json" };

/** Scores by `metric average`. */
export const said: Readonly<Record<string, number>> = golden.said;

/** Answers with one label or two, whose order says something. */
const ordered = golden.labels.keys().toArray().filter((i) =>
  golden.labels[i]!.reduce((sum, one) => sum + one, 0) % 3 !== 0
);

/**
 * The scores of a metric, of ragged batches.
 *
 * @param which Of all answers, those whose labels can be ordered, or all with a fourth label that is never there.
 */
export async function sayOfSeveral<P>(
  metric: AnyMetric<string, P, tf.Tensor | Weighted<tf.Tensor>>,
  which: "all" | "ordered" | "wide" = "all",
  { dtype = "float32", weighed = false }: { readonly dtype?: "int32" | "float32"; readonly weighed?: boolean } = {},
): Promise<number[]> {
  await tf.setBackend("cpu");
  const kept = which === "ordered" ? ordered : [...golden.logits.keys()], more = which === "wide";
  const rows = (of: number[][], last: number) => kept.map((i) => more ? [...of[i]!, last] : of[i]!);
  const [logits, target] = [
    tf.tensor2d(rows(golden.logits, -1)),
    tf.tensor2d(rows(golden.labels, 0), undefined, dtype),
  ];
  const weight = tf.tensor1d(kept.map((i) => golden.weights[i]!));
  try {
    return Object.values(
      await judgeBy([metric], logits, weighed ? { target, weight } : target, [1, 16, kept.length - 17]),
    );
  } finally {
    tf.dispose([logits, target, weight]);
  }
}
