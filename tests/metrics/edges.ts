/** What metrics say where there is little to judge. */
import { type AnyMetric, tf } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";

/** The scores of a few logits and labels, in their order. */
export async function say<P, Y>(
  metric: AnyMetric<string, P, Y>,
  logits: number[][] | number[],
  labels: number[],
): Promise<number[]> {
  await tf.setBackend("cpu");
  const given = [tf.tensor(logits), tf.tensor1d(labels, "int32")] as const;
  try {
    return Object.values(await judgeBy([metric], ...given, [labels.length]));
  } finally {
    tf.dispose([...given]);
  }
}

/** Answers 0, 0, 1. */
export const LOGITS = [[1, 0], [1, 0], [0, 1]];
