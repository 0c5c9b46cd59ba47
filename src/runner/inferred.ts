/** What a sentence knows of its parts from their types alone. */
// The signatures of models and datasets carry more than is asked here: hence `any`.
// deno-lint-ignore-file no-explicit-any
import type { Dataset } from "../dataset.ts";
import type { Loss } from "../loss.ts";
import type { ScoresOf } from "../metric.ts";
import type { Model } from "../model.ts";
import type { Optimizer } from "../optimizer.ts";
import type { PartName } from "../step.ts";
import type { tf } from "../tf.ts";

/** What a model takes in. */
export type InputOf<M> = M extends Model<infer X, any> ? X : tf.Tensor;
/** What a model predicts. */
export type OutputOf<M> = M extends Model<any, infer P> ? P : tf.Tensor;
/** The inputs of a dataset. */
export type InputsOf<D> = D extends Dataset<infer X, any, never> ? X : never;
/** The targets of a dataset. */
export type TargetsOf<D> = D extends Dataset<any, infer Y, never> ? Y : never;
/** The names of the scores of what an evaluator is given. */
export type ScoresBy<M> = M extends { readonly name: string } ? ScoresOf<M>
  : M extends { readonly loss: true } ? "loss"
  : never;
/**
 * The names of all scores once an evaluator is given more: where it judges batches that are learnt from, each of them again
 * with `train/` before it.
 */
export type ScoresWith<N extends string, M> = true extends (M extends { readonly train: true } ? true : never)
  ? N | ScoresBy<M> | `train/${N | ScoresBy<M>}`
  : N | ScoresBy<M>;
/** The names of the scores of a validation by itself. */
export type JudgedNames<N extends string> = Exclude<N, `train/${string}`>;
/** Says `"loss"` where a dataset names its loss. */
export type LossOf<D> = D extends { readonly loss: Loss<any, any> } ? "loss" : never;
/** Optimizers by the parts of a model; any names, where its type tells no parts. */
export type Optimizers<M> = [PartName<M>] extends [never] ? Readonly<Record<string, Optimizer>>
  : { readonly [K in PartName<M>]?: Optimizer };
