/** What a step of one's own is: the losses and updates of one batch, for what a loss of a prediction cannot say. */
// What models take and predict is known where the step is written: hence `any`.
// deno-lint-ignore-file no-explicit-any
import type { Batch } from "./dataset.ts";
import type { Mode, Model } from "./model.ts";
import type { tf } from "./tf.ts";

/** What may be made smaller: one scalar, or named scalars, as a `Loss` answers. */
export type LossAnswer = tf.Scalar | Readonly<Record<string, tf.Scalar>>;

/**
 * Runs a model within a step, in training mode. Each call draws random numbers of its own, such as the masks of dropout.
 *
 * @param x What the model takes in.
 * @param mode What is not as in training, such as `{ training: false }` for a teacher.
 */
export type Run<X, P> = (x: X, mode?: Partial<Mode>) => P;

/** The parts of a model by name. */
export type PartsOf<M> = M extends { readonly parts: infer Parts } ? Parts : Readonly<Record<never, never>>;

/** The names of a model's parts. */
export type PartName<M> = keyof PartsOf<M> & string;

/** Runs each part of a model by its name. */
export type RunParts<M> = {
  readonly [K in PartName<M>]: PartsOf<M>[K] extends Model<infer X, infer P> ? Run<X, P> : Run<any, any>;
};

/** How a part of a model is moved. */
export interface UpdateOptions {
  /** How many examples the loss is a mean over, by which steps weigh when gradients are accumulated. Default the batch's. */
  readonly count?: number | tf.Scalar;
}

/** Moves weights down the gradient of a loss, and answers what the loss answers. */
export interface Update<M> {
  /**
   * Moves all weights that learn.
   *
   * @param loss Computes what is made smaller. What was computed outside of it is constant.
   * @throws {TypeError} If it depends on no weight, or is not what a `Loss` answers.
   */
  <L extends LossAnswer>(loss: () => L): L;
  /**
   * Moves the weights of a part, or of several, and no others.
   *
   * @param part The name of a part, or several.
   */
  <L extends LossAnswer>(
    part: PartName<M> | readonly PartName<M>[],
    loss: () => L,
    options?: UpdateOptions,
  ): L;
}

/**
 * What a step works with. It lives for that step alone.
 *
 * @typeParam M The model.
 * @typeParam X What the model takes in.
 * @typeParam P What it predicts.
 * @typeParam Y What the batch has beside it.
 */
export interface StepContext<M, X, P, Y> {
  /** The batch. It is disposed of after the step. */
  readonly batch: Batch<X, Y>;
  /** Runs the model. */
  readonly model: Run<X, P>;
  /** Runs a part of it, as `parts.generator(noise)`. */
  readonly parts: RunParts<M>;
  /** Moves weights. */
  readonly update: Update<M>;
  /** The number of steps already taken; 0 in the first step. */
  readonly step: number;
  /** A seed for random numbers, another one with each call, and the same ones in a run that is resumed. */
  seed(): number;
}

/**
 * A step of one's own. It runs inside a tidy and must not be asynchronous or read values, as an engine may compile it.
 *
 * @returns What is logged: scalars by name, or one, which is logged as `loss`.
 */
export type TrainStep<M, X, P, Y> = (context: StepContext<M, X, P, Y>) => LossAnswer;
