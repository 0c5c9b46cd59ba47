/** The usual step: one forward pass, one loss, one update. */
import type { Batch } from "../dataset.ts";
import type { EngineInfo, Kept } from "../engine.ts";
import type { Loss } from "../loss.ts";
import type { Model, Params } from "../model.ts";
import type { Moment } from "../optimizer.ts";
import type { Tracing } from "../shown.ts";
import { tensorsIn } from "../tensors/tensors_in.ts";
import type { tf } from "../tf.ts";
import { differentiate, slopesOf } from "./differentiate.ts";
import type { Show } from "./exhibition.ts";
import type { Updates } from "./updating.ts";

/** What a step computes and moves, in its tidy; it answers what is logged. */
export type Pass<X, Y> =
  & ((updates: Updates, batch: Batch<X, Y>, moment: Moment, seed: number) => Readonly<Record<string, tf.Scalar>>)
  & Kept;

/** What the usual step is made of. */
export interface LossParts<X, P, Y> {
  readonly model: Model<X, P>;
  readonly loss: Loss<P, Y>;
  /** All weights, each by its first name. */
  readonly weights: Params;
  /** Those that learn. */
  readonly learned: Params;
  readonly watched: boolean;
  readonly show?: Show | undefined;
  readonly tracing?: Tracing | undefined;
  readonly engine: Pick<EngineInfo, "compile" | "replay" | "onLayer"> | undefined;
}

/**
 * Makes the usual step. What is static in it is repeated without its JavaScript, where the engine can.
 *
 * @example See {@linkcode makeStep}.
 */
export function lossPass<X, P, Y>(
  { model, loss, weights, learned, watched, show, tracing, engine }: LossParts<X, P, Y>,
): Pass<X, Y> {
  const isStatic = model.staticGraph && loss.staticGraph;
  const replay = isStatic ? engine?.replay?.(Object.values(weights)) : undefined;
  const penalty = model.penalty && { penalty: () => model.penalty!() };
  const heard = engine?.onLayer && { onLayer: engine.onLayer };
  const pass: Pass<X, Y> = (updates, { x, y, size }, _, seed) => {
    const compute = () => {
      const answer = () => {
        const prediction = model.forward(x, { training: true, seed, ...heard });
        if (show?.prediction) show.see({ prediction });
        return loss(prediction, y);
      };
      return differentiate({ model: model.name, weights: learned, watched, loss: answer, tracing, ...penalty });
    };
    // What is repeated without its JavaScript shows no prediction.
    const again = show?.prediction ? undefined : replay?.(tensorsIn([x, y]), compute);
    const slopes = slopesOf(again ?? compute());
    updates.apply(slopes, loss.count?.(y) ?? size);
    return { loss: slopes.loss, ...slopes.parts };
  };
  return Object.assign(pass, { release: () => replay?.release?.() });
}
