/** Judging predictions that were written down. */
import type { Engine } from "../engine.ts";
import { type PredictedBatch, readPredictions } from "../files/predictions.ts";
import type { AnyMetric, ScoresOf } from "../metric.ts";
import { oddOption } from "../options/odd_option.ts";
import type { HostTensor } from "../snapshot.ts";
import { tf } from "../tf.ts";
import { evaluate } from "../training/evaluate.ts";
import { makeJudgingStep } from "../training/judging_step.ts";
import type { Scores } from "../training/scores_of.ts";

/** How a file is judged. */
export interface EvaluateFileOptions {
  /** Where it is computed. Default what is open, or tfjs's own. */
  readonly engine?: Engine;
}

/**
 * Judges predictions that {@linkcode dump} has written, by any metrics. Batches are those of the run, so that on the same engine
 * a metric of the run has the same score to the last digit.
 *
 * @param path The file, ending in `.jsonl` or `.parquet`.
 * @param metrics What to judge by.
 * @throws {SyntaxError} If the file holds no predictions.
 * @throws {RangeError} If it holds no batch.
 *
 * @example See {@linkcode dump}.
 */
// What a file holds is known by whoever wrote it: hence `any`.
// deno-lint-ignore no-explicit-any
export async function evaluateFile<const M extends readonly AnyMetric<any, any, any>[]>(
  path: string,
  metrics: M,
  options: EvaluateFileOptions = {},
): Promise<Scores<ScoresOf<M[number]>>> {
  const odd = oddOption(options, ["engine"]);
  if (odd !== undefined) throw new TypeError(`Cannot evaluate ${path} as ${odd}`);
  const read = await readPredictions(path), engine = await options.engine?.open();
  const model = { name: path, params: {}, forward: copied };
  const step = makeJudgingStep<Given, unknown, Given, string>({ model, metrics, ...engine && { engine } });
  function* batches() {
    for (const batch of read) {
      const [x, y] = [given(batch, "prediction"), given(batch, "target")];
      yield { x, y, size: Object.values(batch)[0]!.shape[0]! };
    }
  }
  const judging = evaluate<Given, unknown, Given, string>(model, batches(), metrics, step);
  try {
    for (;;) {
      const { done, value } = await judging.next();
      if (done) return value as Scores<ScoresOf<M[number]>>;
    }
  } finally {
    step.release?.();
  }
}

/** A tensor, or tensors by name. */
type Given = tf.Tensor | Record<string, tf.Tensor>;

/** What a file holds of predictions, or of targets. */
function given(batch: PredictedBatch, name: string): Given {
  const made = ({ data, shape, dtype }: HostTensor) => tf.tensor(data, [...shape], dtype);
  if (batch[name] !== undefined) return made(batch[name]);
  const parts = Object.entries(batch).filter(([field]) => field.startsWith(`${name}.`));
  return Object.fromEntries(parts.map(([field, tensor]) => [field.slice(name.length + 1), made(tensor)]));
}

/** A prediction of its own, as the batch is disposed of. */
function copied(x: Given): Given {
  if (x instanceof tf.Tensor) return tf.clone(x);
  return Object.fromEntries(Object.entries(x).map(([name, tensor]) => [name, tf.clone(tensor)]));
}
