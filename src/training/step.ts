/**
 * One training step: forward, loss, gradients, update, in one tidy. This is the only file that meets tfjs's global
 * names of variables, since `variableGrads` answers by them.
 */
import { tf } from "../tf.ts";
import { releaseEarly } from "./release_early.ts";
import type { Batch } from "../dataset.ts";
import type { EngineInfo, Kept } from "../engine.ts";
import type { Loss } from "../loss.ts";
import type { Model } from "../model.ts";
import type { Moment, Optimizer, Slots } from "../optimizer.ts";
import { onBatch } from "../tensors/out_of_memory.ts";

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
  /** The open engine, which may have ways to make a step faster. */
  readonly engine?: Pick<EngineInfo, "compile" | "replay">;
}

/** The scalars of one step, still on the device: the total `loss` first, then any named parts. */
export type StepLosses = Readonly<Record<string, tf.Scalar>>;

/**
 * A batch in, its losses out; the weights move in between.
 *
 * @param seed Of this step's random numbers, an unsigned 32-bit integer.
 */
export type Step<X, Y> = ((batch: Batch<X, Y>, moment: Moment, seed: number) => StepLosses) & Kept;

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
export function makeStep<X, P, Y>({ model, loss, optimizer, slots, engine }: Parts<X, P, Y>): Step<X, Y> {
  const learned = Object.entries(model.params).filter(([, variable]) => variable.trainable);
  const variables = learned.map(([, variable]) => variable);
  /** The total loss, its parts and the gradients, each by a name of its own. */
  const differentiate = ({ x, y }: Batch<X, Y>, seed: number): tf.NamedTensorMap => {
    const results: tf.NamedTensorMap = {};
    const { value, grads } = tf.variableGrads(() => {
      const judged = loss(model.forward(x, { training: true, seed }), y);
      releaseEarly();
      if (judged instanceof tf.Tensor) return judged;
      // The tidy of the gradients would take the parts away; the caller disposes of them.
      for (const [name, part] of Object.entries(judged)) results[PART + name] = tf.keep(tf.clone(part));
      return tf.addN(Object.values(judged)) as tf.Scalar;
    }, variables);
    for (const [name, variable] of learned) {
      const gradient = grads[variable.name];
      if (gradient !== undefined) results[GRADIENT + name] = gradient;
    }
    return { ...results, loss: value };
  };
  const isStatic = model.staticGraph && loss.staticGraph;
  const replay = isStatic ? engine?.replay?.(Object.values(model.params)) : undefined;
  const step: Step<X, Y> = (batch, moment, seed) =>
    tf.tidy(() => {
      const tensors = () => tf.tensor_util.getTensorsInContainer([batch.x, batch.y] as unknown as tf.TensorContainer);
      const results = replay?.(tensors(), () => differentiate(batch, seed)) ?? differentiate(batch, seed);
      optimizer.update(named(GRADIENT, results), slots, model.params, moment);
      return { loss: results.loss as tf.Scalar, ...named(PART, results) };
    });
  const run = engine?.compile?.(step) ?? step;
  const learn: Step<X, Y> = (batch, moment, seed) => onBatch(batch.size, () => run(batch, moment, seed));
  return Object.assign(learn, { release: () => [run, replay].forEach((kept) => kept?.release?.()) });
}

const GRADIENT = "gradient/", PART = "part/";

function named<T extends tf.Tensor>(prefix: string, results: tf.NamedTensorMap): Record<string, T> {
  const entries = Object.entries(results).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length), tensor as T]));
}
