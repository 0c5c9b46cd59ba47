/** What a model makes of a batch in predict mode, as fast as the engine can: of a validation, and of `.predict()`. */
import type { EngineInfo, Kept } from "../engine.ts";
import type { Model } from "../model.ts";
import { distinct } from "../tensors/by_name.ts";
import { tensorsIn } from "../tensors/tensors_in.ts";
import { tf } from "../tf.ts";

/** What predicts, and on what. */
export interface PredictionParts<X, P> {
  readonly model: Model<X, P>;
  /** The open engine, which may have ways to make a step faster. */
  readonly engine?: Pick<EngineInfo, "compile" | "replay" | "onLayer"> | undefined;
}

/** The ways of a model to predict, all but `forward` within a step. */
export interface Predicting<X, P> {
  /** By its JavaScript. */
  forward(x: X): P;
  /** Without its JavaScript, once the engine knows what it does. */
  predict(x: X): P;
  /** What does any part of the step so; undefined where the engine or the model cannot. */
  readonly replay: ReturnType<NonNullable<EngineInfo["replay"]>> | undefined;
}

/**
 * Tells in which ways a model predicts within a step.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { predicting } from "./prediction_step.ts";
 *
 * const { predict } = predicting({ model: { name: "same", params: {}, forward: (x: tf.Tensor) => x } });
 * assertEquals(predict(tf.scalar(2)).dataSync()[0], 2);
 * ```
 */
export function predicting<X, P>({ model, engine }: PredictionParts<X, P>): Predicting<X, P> {
  const mode = { training: false, seed: 0, ...engine?.onLayer && { onLayer: engine.onLayer } };
  const forward = (x: X): P => model.forward(x, mode);
  const replay = model.staticGraph ? engine?.replay?.(Object.values(distinct(model.params))) : undefined;
  // Whether a prediction is a single tensor, which the first one tells.
  let single = false;
  const predict = (x: X): P => {
    if (replay !== undefined && single) {
      return replay(tensorsIn(x), () => ({ prediction: forward(x) as tf.Tensor })).prediction as P;
    }
    const prediction = forward(x);
    single = prediction instanceof tf.Tensor;
    return prediction;
  };
  return { forward, predict, replay };
}

/**
 * Makes a step that only predicts. What an engine learns of it holds for every batch, until it is released.
 *
 * @returns The prediction, which the caller disposes of, as of the batch.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { makePredictionStep } from "./prediction_step.ts";
 *
 * const model = { name: "twice", params: {}, forward: (x: tf.Tensor) => tf.mul(x, 2) };
 * const predict = makePredictionStep({ model });
 * assertEquals(predict(tf.scalar(3)).dataSync()[0], 6);
 * ```
 */
export function makePredictionStep<X, P>(parts: PredictionParts<X, P>): ((x: X) => P) & Kept {
  const { predict, replay } = predicting(parts);
  const step = (x: X): P => tf.tidy(() => predict(x) as tf.TensorContainer) as P;
  const run = parts.engine?.compile?.(step) ?? step;
  return Object.assign((x: X) => run(x), { release: () => [run as Kept, replay].forEach((kept) => kept?.release?.()) });
}
