/** One training step: forward, loss, gradients, update, in one tidy. */
import { tf } from "../tf.ts";
import { releaseEarly, releaseTape } from "./release_early.ts";
import { totalLoss } from "./total_loss.ts";
import type { Batch } from "../dataset.ts";
import type { EngineInfo, Kept } from "../engine.ts";
import type { Loss } from "../loss.ts";
import type { Model } from "../model.ts";
import type { Moment, Optimizer, Slots } from "../optimizer.ts";
import { distinct } from "../tensors/distinct.ts";
import { isLedger, numbersOf } from "../tensors/ledger.ts";
import { finiteSums } from "../tensors/non_finite.ts";
import { onBatch } from "../tensors/out_of_memory.ts";
import { remember, takingBack } from "../tensors/take_back.ts";

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
  /** Watches for numbers that are not finite. Default nobody, which costs nothing. */
  readonly watch?: Watch;
}

/** Who is told, without a read, whether what a step computed is finite. */
export interface Watch {
  /** Whether a step whose loss or gradients are not finite leaves the weights, statistics and slots as they were. */
  readonly skip: boolean;
  /**
   * Takes what tells of one step; whoever takes it disposes of it.
   *
   * @param sums [1 + weights]: a number for the loss, and one for each gradient, which is finite if they are.
   * @param weights The weights that have a gradient.
   */
  see(sums: tf.Tensor1D, weights: readonly string[]): void;
}

/** The scalars of one step, still on the device: the total `loss` first, then any other named ones. */
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
 * A weight that has several names is one: its gradient goes by the first of them.
 *
 * @throws {TypeError} In a step, if the loss depends on no weight, or is not what a {@linkcode Loss} answers.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeStep, sgd, tf } from "jsr:@raptor/raptor";
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
export function makeStep<X, P, Y>({ model, loss, optimizer, slots, engine, watch }: Parts<X, P, Y>): Step<X, Y> {
  const weights = distinct(model.params);
  const learned = Object.entries(weights).filter(([, { trainable }]) => trainable);
  const statistics = Object.values(weights).filter(({ trainable }) => !trainable);
  const remembered = Object.values(slots).filter((slot) => !isLedger(slot));
  const ledgers = Object.values(slots).filter(isLedger);
  /** The total loss, its parts, the gradients and what tells whether they are finite, each by a name of its own. */
  const differentiate = ({ x, y }: Batch<X, Y>, seed: number): tf.NamedTensorMap => {
    const results: tf.NamedTensorMap = {};
    try {
      const { value, grads } = tf.engine().gradients(
        () => {
          const { total, parts } = totalLoss(loss(model.forward(x, { training: true, seed }), y), model.penalty?.());
          releaseEarly();
          // The tidy of the gradients would take the parts away; the caller disposes of them.
          for (const [name, part] of Object.entries(parts)) results[PART + name] = tf.keep(tf.clone(part));
          return total;
        },
        learned.map(([, variable]) => variable),
        undefined,
        true,
      );
      if (grads.every((gradient) => !gradient)) throw detached(model.name);
      for (const [i, [name]] of learned.entries()) if (grads[i]) results[GRADIENT + name] = grads[i]!;
      const sums = watch && { [SUMS]: finiteSums([value, ...Object.values(named(GRADIENT, results))]) };
      return { ...results, ...sums, loss: value };
    } catch (error) {
      releaseTape();
      tf.dispose(named(PART, results));
      throw error;
    }
  };
  const isStatic = model.staticGraph && loss.staticGraph;
  const replay = isStatic ? engine?.replay?.(Object.values(weights)) : undefined;
  const step: Step<X, Y> = (batch, moment, seed) =>
    tf.tidy(() => {
      const giveBack = watch?.skip ? remember(statistics) : undefined;
      const tensors = () => tf.tensor_util.getTensorsInContainer([batch.x, batch.y] as unknown as tf.TensorContainer);
      const results = replay?.(tensors(), () => differentiate(batch, seed)) ?? differentiate(batch, seed);
      const gradients = named(GRADIENT, results), moved = Object.keys(gradients);
      const count = loss.count?.(batch.y) ?? batch.size;
      const update = () => optimizer.update(gradients, slots, model.params, { ...moment, count });
      if (giveBack === undefined) update();
      else {
        const finite = tf.isFinite(tf.sum(results[SUMS]!));
        takingBack(finite, [...moved.map((name) => weights[name]!), ...remembered], update);
        giveBack(finite);
      }
      watch?.see(tf.keep(results[SUMS] as tf.Tensor1D), moved);
      return { loss: results.loss as tf.Scalar, ...named(PART, results) };
    });
  const run = engine?.compile?.(step) ?? step;
  const learn: Step<X, Y> = (batch, moment, seed) => {
    // Where one was restored by hand it is read here: within a compiled step it could not be.
    for (const slot of ledgers) numbersOf(slot);
    return onBatch(batch.size, () => run(batch, moment, seed));
  };
  return Object.assign(learn, { release: () => [run, replay].forEach((kept) => kept?.release?.()) });
}

const GRADIENT = "gradient/", PART = "part/", SUMS = "sums";

function named<T extends tf.Tensor>(prefix: string, results: tf.NamedTensorMap): Record<string, T> {
  const entries = Object.entries(results).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length), tensor as T]));
}

function detached(model: string): TypeError {
  return new TypeError(
    `Cannot train ${model} as the loss must depend on a trainable weight: got one that depends on none. ` +
      "Compute it from the prediction by operations of tf that have gradients, without reading values.",
  );
}
