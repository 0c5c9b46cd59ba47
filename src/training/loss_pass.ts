/** The usual step: one forward pass, one loss, one update. */
import type { Batch } from "../dataset.ts";
import type { EngineInfo, Kept } from "../engine.ts";
import type { Loss } from "../loss.ts";
import type { Model, Params } from "../model.ts";
import type { Moment } from "../optimizer.ts";
import type { Tracing } from "../shown.ts";
import { classesAmong, trustingLabels } from "../tensors/class_range.ts";
import { mapped, tensorsIn } from "../tensors/tensors_in.ts";
import { tf } from "../tf.ts";
import { differentiate, slopesOf } from "./differentiate.ts";
import type { Show } from "./exhibition.ts";
import { loggedScalars } from "./total_loss.ts";
import type { Shards } from "./shards.ts";
import type { Together } from "./together.ts";
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
  /** By what the loss is multiplied before it is differentiated. Default by nothing. */
  readonly scale?: tf.Variable | undefined;
  readonly show?: Show | undefined;
  /** Judges what was predicted, in the step and after its gradients. Default nobody does. */
  readonly judge?: ((prediction: P, target: Y) => void) | undefined;
  readonly tracing?: Tracing | undefined;
  /** The other ranks, where there are some. */
  readonly together?: Together | undefined;
  readonly engine: Pick<EngineInfo, "compile" | "replay" | "onLayer"> | undefined;
  /** The weights that those share out. Default all are whole. */
  readonly shards?: Shards | undefined;
}

/**
 * Makes the usual step. What is static in it is repeated without its JavaScript, where the engine can.
 *
 * @example See {@linkcode makeStep}.
 */
export function lossPass<X, P, Y>(
  { model, loss, weights, learned, watched, scale, show, judge, tracing, together, engine, shards }: LossParts<X, P, Y>,
): Pass<X, Y> {
  const isStatic = model.staticGraph && loss.staticGraph;
  const share = together?.share, factors = [scale, share].filter((factor) => factor !== undefined);
  const repeating = () => isStatic ? engine?.replay?.([...Object.values(weights), ...factors]) : undefined;
  // Apart, as what rests on labels that are classes is another graph.
  const judging = repeating(), trusting = repeating();
  let classes = Infinity;
  // All ranks must begin the same sums: what another batch may do otherwise is waited for.
  const early = isStatic && shards === undefined ? together?.early : undefined;
  const penalty = model.penalty && { penalty: () => model.penalty!() };
  const heard = engine?.onLayer && { onLayer: engine.onLayer };
  // What was predicted last, and whether a prediction is a single tensor, which the first one tells.
  let predicted: unknown, single = false;
  const pass: Pass<X, Y> = (updates, { x, y, size }, moment, seed) => {
    const compute = () => {
      const answer = () => {
        const logged = loggedScalars();
        const prediction = model.forward(x, { training: true, seed, moment, log: logged.log, ...heard });
        if (show?.prediction) show.see({ prediction });
        predicted = prediction;
        return logged.beside(loss(prediction, y));
      };
      const seen = judge && { seen: () => tensorsIn(predicted) };
      return differentiate({
        model: model.name,
        weights: shards?.derived(learned) ?? learned,
        watched,
        loss: answer,
        ...seen,
        scale,
        share,
        tracing,
        ...penalty,
        ...early && { early },
      });
    };
    // What is repeated without its JavaScript shows no prediction, and hands out what is one tensor alone.
    const repeats = !show?.prediction && (judge === undefined || single);
    shards?.begin();
    const among = classesAmong(y), trusts = among !== undefined && among <= classes;
    const replay = trusts ? trusting : judging;
    const computed = trusts
      ? () => trustingLabels(compute, (there) => void (classes = Math.min(classes, there)))
      : compute;
    const own = slopesOf((repeats ? replay?.(tensorsIn([x, y]), computed) : undefined) ?? computed());
    const kept = shards?.collect(own.gradients);
    const summed = together?.slopes(kept ? { ...own, gradients: kept.others } : own, share!) ?? own;
    const slopes = kept ? { ...summed, gradients: { ...summed.gradients, ...kept.parts } } : summed;
    if (judge !== undefined) {
      single ||= predicted instanceof tf.Tensor;
      const { seen = [] } = slopes;
      judge((single ? seen[0] : exchanged(predicted, seen)) as P, y);
    }
    predicted = undefined;
    updates.apply(slopes, together?.count ?? loss.count?.(y) ?? size);
    return { loss: slopes.loss, ...slopes.parts };
  };
  return Object.assign(pass, { release: () => [judging, trusting].forEach((replay) => replay?.release?.()) });
}

/** A prediction of several tensors with those in their place that outlived its tape. */
function exchanged(predicted: unknown, seen: readonly tf.Tensor[]): unknown {
  const places = new Map(tensorsIn(predicted).map((tensor, i) => [tensor, seen[i]!]));
  return mapped(predicted, (tensor) => places.get(tensor)!);
}
