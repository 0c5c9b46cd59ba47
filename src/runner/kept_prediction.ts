/** What predicts, as it is kept between calls: whoever predicts again has it compiled. */
import type { EngineInfo, Kept } from "../engine.ts";
import type { Model } from "../model.ts";
import { makePredictionStep } from "../training/prediction_step.ts";

type Predict<X, P> = ((x: X) => P) & Kept;

/** A model on an engine, and what predicts with it. */
interface Known {
  readonly model: unknown;
  readonly engine: EngineInfo;
  /** From the second call on, as a single one would pay for compiling and gain nothing; where that does more, from the first on. */
  compiled?: Predict<never, unknown>;
}

/** The last one: enough for who predicts again and again, where all that an engine keeps would be as large as all models. */
let known: Known | undefined;

/**
 * What predicts with a model: the first time as it is, then compiled, as long as no other model predicts between.
 *
 * @param model Its weights may move between calls.
 * @param engine The open one.
 * @returns Predicts; the prediction is the caller's to dispose of.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu, tf } from "jsr:@raptor/raptor";
 * import { keptPrediction } from "./kept_prediction.ts";
 *
 * const info = await cpu().open(), model = { name: "twice", params: {}, forward: (x: tf.Tensor) => tf.mul(x, 2) };
 * assertEquals(keptPrediction<tf.Tensor, tf.Tensor>(model, info)(tf.scalar(3)).dataSync()[0], 6);
 * ```
 */
export function keptPrediction<X, P>(model: Model<X, P>, engine: EngineInfo): (x: X) => P {
  if (known?.model !== model || !isSame(known.engine, engine)) {
    known?.compiled?.release?.();
    known = { model, engine };
    if (!engine.alters) return makePredictionStep({ model });
  }
  return (known.compiled ??= makePredictionStep({ model, engine }) as Predict<never, unknown>) as Predict<X, P>;
}

/** An engine tells of itself anew each time that it is opened, by the same functions. */
function isSame(one: EngineInfo, other: EngineInfo): boolean {
  return one.backend === other.backend && one.compile === other.compile && one.onLayer === other.onLayer;
}
