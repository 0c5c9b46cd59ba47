/** One batch of a validation: forward in predict mode and the metrics, in one tidy, without gradients. */
import { tf } from "../tf.ts";
import type { EngineInfo, Kept } from "../engine.ts";
import type { AnyMetric, State } from "../metric.ts";
import type { Model } from "../model.ts";
import { tensorsIn } from "../tensors/tensors_in.ts";
import type { Show } from "./exhibition.ts";
import { partsOf, stateOf } from "./folding.ts";
import { predicting } from "./prediction_step.ts";

/** What judges a batch. */
export interface JudgingParts<X, P, Y, N extends string, S extends State = State> {
  /** What predicts. */
  readonly model: Model<X, P>;
  /** What it is judged by. */
  readonly metrics: readonly AnyMetric<N, P, Y, S>[];
  /** The open engine, which may have ways to make a step faster. */
  readonly engine?: Pick<EngineInfo, "compile" | "replay" | "onLayer">;
  /** Is shown predictions where it asks for them. Default nobody. */
  readonly show?: Show;
}

/** The metrics' states after a batch from those before it, which the caller disposes of, as of the batch. */
export type JudgingStep<X, Y, S extends State = State> = ((states: readonly S[], x: X, y: Y) => S[]) & Kept;

/**
 * Makes the step of a validation. It is made once a run, as what an engine learns of it holds for every validation.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, makeJudgingStep, tf } from "jsr:@raptor/raptor";
 *
 * const model = { name: "same", params: {}, forward: (x: tf.Tensor2D) => x };
 * const metric = accuracy();
 * const step = makeJudgingStep({ model, metrics: [metric] });
 * const [state] = step([metric.init()], tf.tensor2d([[0, 1], [1, 0]]), tf.tensor1d([1, 1], "int32"));
 * assertEquals(metric.compute(state!).dataSync()[0], 50);
 * ```
 */
export function makeJudgingStep<X, P, Y, N extends string, S extends State = State>(
  { model, metrics, engine, show }: JudgingParts<X, P, Y, N, S>,
): JudgingStep<X, Y, S> {
  const { forward, predict, replay } = predicting({ model, engine });
  const fold = (states: readonly S[], prediction: P, y: Y): S[] =>
    metrics.map((metric, i) => metric.update(states[i]!, prediction, y));
  const whole = replay !== undefined && metrics.length > 0 && metrics.every(({ staticGraph }) => staticGraph);
  const step: JudgingStep<X, Y, S> = (states, x, y) =>
    tf.tidy(() => {
      if (!whole || show?.prediction) {
        const prediction = predict(x);
        if (show?.prediction) show.see({ prediction });
        return fold(states, prediction, y);
      }
      const made = replay(tensorsIn([x, y, states]), () => together(fold(states, forward(x), y)));
      return states.map((state, i) => mapped(state, (key) => made[named(i, key)]!));
    });
  const run = engine?.compile?.(step) ?? step;
  const judge: JudgingStep<X, Y, S> = (states, x, y) => run(states, x, y);
  return Object.assign(judge, { release: () => [run, replay].forEach((kept) => kept?.release?.()) });
}

/** The name of a state's tensor among those of all metrics. */
function named(metric: number, key: string): string {
  return `${metric}/${key}`;
}

/** The tensors of all states, by name. */
function together(states: readonly State[]): tf.NamedTensorMap {
  return Object.fromEntries(
    states.flatMap((state, i) =>
      Object.entries(partsOf(state)).map(([key, tensor]) => [named(i, key), tensor] as const)
    ),
  );
}

/** A state with other tensors in the places of its own. */
function mapped<S extends State>(state: S, tensor: (key: string) => tf.Tensor): S {
  return stateOf(Object.fromEntries(Object.keys(partsOf(state)).map((key) => [key, tensor(key)])));
}
