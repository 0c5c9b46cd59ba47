/** Judges predictions that are at hand, as a validation does. */
import { type AnyMetric, type EngineInfo, evaluate, makeJudgingStep, type Scores, type State, tf } from "../mod.ts";

/** Tensors, or records of them, whose first axis is the batch. */
export type Samples = tf.Tensor | Readonly<Record<string, tf.Tensor>>;

/**
 * The scores of some metrics over batches.
 *
 * @param metrics What to judge by.
 * @param prediction Of all samples; it stays the caller's.
 * @param target Of all samples.
 * @param sizes Of the batches.
 * @param engine Which may compile the step.
 */
export async function judgeBy<N extends string, P, Y>(
  metrics: readonly AnyMetric<N, P, Y>[],
  prediction: Samples,
  target: Samples,
  sizes: readonly number[],
  engine?: EngineInfo,
): Promise<Scores<N>> {
  const cut = (samples: Samples, from: number, size: number): Samples =>
    samples instanceof tf.Tensor
      ? tf.slice(samples, from, size)
      : Object.fromEntries(Object.entries(samples).map(([name, tensor]) => [name, tf.slice(tensor, from, size)]));
  const copy = (samples: Samples): Samples =>
    samples instanceof tf.Tensor
      ? tf.clone(samples)
      : Object.fromEntries(Object.entries(samples).map(([name, tensor]) => [name, tf.clone(tensor)]));
  const model = { name: "given", params: {}, forward: (x: Samples) => copy(x) as unknown as P };
  function* batches() {
    let from = 0;
    for (const size of sizes) {
      yield { x: cut(prediction, from, size), y: cut(target, from, size) as unknown as Y, size };
      from += size;
    }
  }
  const step = makeJudgingStep<Samples, P, Y, N, State>({ model, metrics, ...engine && { engine } });
  const judging = evaluate<Samples, P, Y, N, State>(model, batches(), metrics, step);
  try {
    for (;;) {
      const { done, value } = await judging.next();
      if (done) return value as Scores<N>;
    }
  } finally {
    step.release?.();
  }
}
