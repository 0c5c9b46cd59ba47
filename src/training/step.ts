/**
 * One training step: forward, loss, gradients, update, in one tidy. This is the only file that meets tfjs's global
 * names of variables, since `variableGrads` answers by them.
 */
import { tf } from "../tf.ts";
import type { Batch } from "../dataset.ts";
import type { EngineInfo } from "../engine.ts";
import type { Loss } from "../loss.ts";
import type { Model } from "../model.ts";
import type { Moment, Optimizer, Slots } from "../optimizer.ts";

/** What a step works with. */
export interface Parts<X, P, Y> {
  /** What learns. */
  readonly model: Model<X, P>;
  /** What is made smaller. */
  readonly loss: Loss<P, Y>;
  /** What moves the weights. */
  readonly optimizer: Optimizer;
  /** Of the optimizer's `init`. */
  readonly slots: Slots;
  /** The engine's way to make a step faster, if it has one. */
  readonly compile?: EngineInfo["compile"];
}

/** The scalars of one step, still on the device: the total `loss` first, then any named parts. */
export type StepLosses = Readonly<Record<string, tf.Scalar>>;

/**
 * A batch in, its losses out; the weights move in between.
 *
 * @param seed Of this step's random numbers, an unsigned 32-bit integer.
 */
export type Step<X, Y> = (batch: Batch<X, Y>, moment: Moment, seed: number) => StepLosses;

/**
 * Makes the step of a model, a loss and an optimizer. The caller disposes of the batch and of the losses.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeStep, sgd, tf } from "../../mod.ts";
 *
 * const slope = tf.variable(tf.scalar(0));
 * const model = { name: "line", params: { slope }, forward: (x: tf.Tensor) => tf.mul(x, slope) };
 * const loss = (prediction: tf.Tensor, y: tf.Tensor) => tf.mean(tf.squaredDifference(prediction, y)) as tf.Scalar;
 * const optimizer = sgd({ lr: 0.1 });
 * const step = makeStep({ model, loss, optimizer, slots: optimizer.init(model.params) });
 * const batch = { x: tf.tensor1d([1]), y: tf.tensor1d([2]), size: 1 };
 * const losses = step(batch, { step: 0, steps: 1, stepsPerEpoch: 1 }, 0);
 * assertAlmostEquals(losses.loss!.dataSync()[0]!, 4, 1e-6);
 * assertAlmostEquals(slope.dataSync()[0]!, 0.4, 1e-6);
 * ```
 */
export function makeStep<X, P, Y>({ model, loss, optimizer, slots, compile }: Parts<X, P, Y>): Step<X, Y> {
  const learned = Object.entries(model.params).filter(([, variable]) => variable.trainable);
  const variables = learned.map(([, variable]) => variable);
  const step: Step<X, Y> = ({ x, y }, moment, seed) =>
    tf.tidy(() => {
      let parts: StepLosses = {};
      const { value, grads } = tf.variableGrads(() => {
        const judged = loss(model.forward(x, { training: true, seed }), y);
        if (judged instanceof tf.Tensor) return judged;
        // The tidy of the gradients would take the parts away; the caller disposes of them.
        parts = Object.fromEntries(Object.entries(judged).map(([name, part]) => [name, tf.keep(tf.clone(part))]));
        return tf.addN(Object.values(judged)) as tf.Scalar;
      }, variables);
      const named: Record<string, tf.Tensor> = {};
      for (const [name, variable] of learned) {
        const gradient = grads[variable.name];
        if (gradient !== undefined) named[name] = gradient;
      }
      optimizer.update(named, slots, model.params, moment);
      return { loss: value, ...parts };
    });
  return compile === undefined ? step : compile(step);
}
