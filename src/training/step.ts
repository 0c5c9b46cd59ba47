/** One training step: losses, gradients and updates, in one tidy. */
import { tf } from "../tf.ts";
import type { Batch } from "../dataset.ts";
import type { EngineInfo, Kept } from "../engine.ts";
import type { RankGroup } from "../group.ts";
import type { Loss } from "../loss.ts";
import type { State } from "../metric.ts";
import type { Model } from "../model.ts";
import type { Moment, Optimizer, Slots } from "../optimizer.ts";
import type { Tracing } from "../shown.ts";
import type { TrainStep } from "../step.ts";
import { distinct } from "../tensors/by_name.ts";
import { isLedger, numbersOf } from "../tensors/ledger.ts";
import { onBatch } from "../tensors/out_of_memory.ts";
import type { Show } from "./exhibition.ts";
import { freezing } from "./freezing.ts";
import { lossPass } from "./loss_pass.ts";
import { ownPass } from "./own_pass.ts";
import type { Shards } from "./shards.ts";
import type { Tally } from "./tally.ts";
import { togetherBy, type WholeBatch } from "./together.ts";
import { updating, type Watch } from "./updating.ts";
import type { Wire } from "./wire.ts";

/** What a step works with. */
export interface Parts<X, P, Y> {
  /** What learns. */
  readonly model: Model<X, P>;
  /** What is made smaller; may be left out where there is a `step`. */
  readonly loss?: Loss<P, Y>;
  /** What moves the weights. */
  readonly optimizer: Optimizer;
  /** Of the optimizer's `init`. */
  readonly slots: Slots;
  /** A step of one's own, in the place of the model's forward pass, the loss and one update. */
  // deno-lint-ignore no-explicit-any
  readonly step?: TrainStep<any, X, P, Y>;
  /** The open engine, which may have ways to make a step faster. */
  readonly engine?: Pick<EngineInfo, "compile" | "replay" | "onLayer" | "apart" | "exchanging">;
  /** Has steps left out that are not finite. Default none are, which costs nothing. */
  readonly watch?: Watch;
  /** Is shown predictions and gradients where it asks for them. Default nobody. */
  readonly show?: Show;
  /** Judges the batches that are learnt from, in the step; needs a `loss`. Default nobody does. */
  readonly tally?: Tally<P, Y>;
  /** Hears what forward, backward and update take. Default nobody. */
  readonly tracing?: Tracing;
  /** The other ranks that do this step too. Default there are none. */
  readonly ranks?: StepRanks;
}

/** The ranks that do a step together. */
export interface StepRanks {
  /** Who they are. */
  readonly group: RankGroup;
  /** Whether norms go by the statistics of the whole batch. */
  readonly norms: boolean;
  /** How gradients are sent. */
  readonly wire: Wire;
  /** What all of them know of the batch of the step to come. */
  whole(): WholeBatch;
  /** Is told on which ranks a loss is not finite. Default nobody is. */
  odd?(ranks: readonly number[]): void;
}

/** The scalars of one step, still on the device: the total `loss` first where there is one, then any other named ones. */
export type StepLosses = Readonly<Record<string, tf.Scalar>>;

/**
 * A batch in, its losses out; the weights move in between.
 *
 * @param seed Of this step's random numbers, an unsigned 32-bit integer.
 */
export type Step<X, Y> =
  & ((batch: Batch<X, Y>, moment: Moment, seed: number) => StepLosses)
  & Kept
  & {
    /** Runs what moves weights outside of a step, such as `Optimizer.flush`, with the ranks that do the step. */
    meet<T>(run: () => T): T;
  };

/**
 * Makes the step of a model, a loss and an optimizer, or of what does their work. The caller disposes of the batch and of
 * the losses.
 *
 * A weight that has several names is one: its gradient goes by the first of them.
 *
 * @throws {TypeError} If there is neither a loss nor a step. In a step, if the loss depends on no weight, or is not what a
 * {@linkcode Loss} answers.
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
export function makeStep<X, P, Y>(parts: Parts<X, P, Y>): Step<X, Y> {
  return makeSharedStep(parts);
}

/** The same, where the weights may be shared out: then it needs `ranks` and a `loss`. */
export function makeSharedStep<X, P, Y>(
  { model, loss, step: own, optimizer, slots, engine, watch, show, tally, tracing, ranks }: Parts<X, P, Y>,
  shards?: Shards,
): Step<X, Y> {
  const weights = distinct(model.params), scale = optimizer.scale?.(slots);
  // Whoever is shown gradients is shown those of all ranks.
  const partial = optimizer.partial !== undefined && show?.gradients !== true;
  const units = shards?.units, params = shards?.params ?? model.params;
  const together = ranks && togetherBy({ ...ranks, partial, weights, engine, units });
  const looked = { watched: watch !== undefined || scale !== undefined, scale, show, tracing, together };
  const frozen = freezing(model.params, optimizer), several = own !== undefined;
  const learned = frozen(() => Object.fromEntries(Object.entries(weights).filter(([, { trainable }]) => trainable)));
  const moved = { optimizer, slots, params, weights: distinct(params) };
  const begin = frozen(() => updating({ ...moved, watch, several, show, tracing }));
  let states: readonly State[] = [], asked: number | undefined;
  const judge = tally && ((prediction: P, y: Y) => void (states = tally.fold(states, prediction, y)));
  const pass = own === undefined
    ? lossPass({ model, loss: given(loss), weights, learned, engine, judge, shards, ...looked })
    : ownPass({ model, step: own, learned, engine, ...looked });
  const step: Whole<X, Y> = (batch, moment, seed, before) =>
    inTidy(() => {
      const updates = begin(moment);
      states = before;
      const losses = pass(updates, batch, moment, seed), logged = updates.end(), { finite } = updates;
      const after = finite === undefined || tally === undefined ? states : tally.judge(before, states, finite);
      asked = tracing?.tell && performance.now();
      return { losses: { ...losses, ...logged }, after };
    });
  const run = engine?.compile?.(step) ?? step;
  const ledgers = Object.values(slots).filter(isLedger);
  const learn = (batch: Batch<X, Y>, moment: Moment, seed: number): StepLosses => {
    // Where one was restored by hand it is read here: within a compiled step it could not be.
    for (const slot of ledgers) numbersOf(slot);
    const once = () => frozen(() => run(batch, moment, seed, tally?.states ?? []));
    const began = asked = tracing?.tell && performance.now();
    const met = together ? () => together.run(ranks!.whole(), once) : once;
    const { losses, after } = onBatch(batch.size, shards ? () => shards.during(ranks!.whole().absent, met) : met);
    tally?.take(after, batch.absent);
    // What was put off until all was asked for; a step that is repeated asks for nothing.
    if (began !== undefined && run !== step) tracing!.tell?.("compiled", asked ?? began, performance.now());
    return losses;
  };
  const release = () => {
    for (const kept of [run, pass]) kept.release?.();
    together?.dispose();
  };
  return Object.assign(learn, { release, meet: <T>(run: () => T): T => together ? together.meet(run) : run() });
}

/** A step as an engine compiles it: states of metrics in, those after the batch out. */
type Whole<X, Y> =
  & ((batch: Batch<X, Y>, moment: Moment, seed: number, before: readonly State[]) => {
    readonly losses: StepLosses;
    readonly after: readonly State[];
  })
  & Kept;

/** A tidy of what it cannot type. */
function inTidy<T>(run: () => T): T {
  return tf.tidy(run as () => tf.TensorContainer) as T;
}

function given<P, Y>(loss: Loss<P, Y> | undefined): Loss<P, Y> {
  if (loss !== undefined) return loss;
  throw new TypeError("Cannot make a step as it needs a loss, or a step of its own: got neither.");
}
