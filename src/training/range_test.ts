/** A range test: steps at rates that grow, after which all is as before. */
import { breather } from "../breathe.ts";
import type { Dataset } from "../dataset.ts";
import type { EngineInfo } from "../engine.ts";
import type { Loss } from "../loss.ts";
import type { Judge, State } from "../metric.ts";
import type { Model } from "../model.ts";
import type { Optimizer } from "../optimizer.ts";
import { distinct } from "../tensors/by_name.ts";
import { mixSeed } from "../tensors/random.ts";
import { readScalars } from "../tensors/read.ts";
import { initialize } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { makeStep } from "./step.ts";
import { timed } from "./timed.ts";
import { judgedSpan } from "./verdicts.ts";

/** What is tested. */
export interface RangePlan<X, P, Y> {
  /** What learns, for a moment. */
  readonly model: Model<X, P>;
  /** What it learns from; it is open. */
  readonly data: Dataset<X, Y, never>;
  /** What is made smaller. */
  readonly loss: Loss<P, Y>;
  /** What moves the weights. */
  readonly optimizer: Optimizer;
  /** What the run would be judged by, for schedules that ask. Default nothing. */
  readonly metrics?: readonly Pick<Judge<string, never, never, State>, "name" | "scores" | "better">[];
  /** What the engine tells of itself; it is open. */
  readonly engine: EngineInfo;
  /** The seed of all randomness. */
  readonly seed: number;
}

/** Which rates are tried. */
export interface Range {
  /** The first one. */
  readonly from: number;
  /** The last one. */
  readonly to: number;
  /** How many steps are taken, the rate growing by the same factor with each. */
  readonly steps: number;
  /** The test ends early where a loss is so many times the least one. */
  readonly stopAt: number;
}

/** Steps between two reads of the losses. */
const TOGETHER = 10;

/**
 * Takes steps at learning rates that grow, in place of the optimizer's own, for weights whose group has a factor too, and
 * gives the weights and statistics back bit by bit.
 *
 * @returns The rates that were tried, and the loss of each: as far as these are finite and have not grown too far.
 *
 * @example See `findLr` of a runner.
 */
export async function rangeTest<X, P, Y>(
  { model, data, loss, optimizer, metrics = [], engine, seed }: RangePlan<X, P, Y>,
  { from, to, steps, stopAt }: Range,
): Promise<{ readonly lrs: readonly number[]; readonly losses: readonly number[] }> {
  const rates = Array.from({ length: steps }, (_, step) => from * (to / from) ** (step / Math.max(1, steps - 1)));
  const variables = Object.values(distinct(model.params));
  const held = variables.map((variable) => tf.clone(variable));
  const losses: number[] = [], waiting: tf.Scalar[] = [], breathe = breather();
  const span = judgedSpan({ steps: Infinity, stepsPerEpoch: data.batches?.train ?? Infinity }, { data, metrics });
  /** Reads the losses that wait, and tells whether to go on. */
  const settle = async (): Promise<boolean> => {
    if (waiting.length === 0) return true;
    const read = await readScalars(waiting);
    tf.dispose(waiting.splice(0));
    for (const value of read) {
      if (!Number.isFinite(value)) return false;
      losses.push(value);
      if (losses.length > TOGETHER && value > stopAt * Math.min(...losses)) return false;
    }
    return true;
  };
  let slots = {}, learn: ReturnType<typeof makeStep<X, P, Y>> | undefined;
  try {
    initialize(model, seed);
    slots = optimizer.init(model.params);
    learn = makeStep({ model, loss, optimizer, slots, engine });
    let step = 0, going = true;
    for (let epoch = 0; going && step < steps; epoch++) {
      const before = step;
      for await (const { batch } of timed(data.train({ epoch, seed }))) {
        const lr = rates[step]!;
        const own = (_: string, numbers: Readonly<Record<string, number>>) => ({ ...numbers, lr });
        try {
          // It never is the last step of a run: what is held back stays so.
          const scalars = learn(batch, { step, ...span, steps: steps + 1, own }, mixSeed(seed, "step", step));
          const { loss: total, ...others } = scalars;
          waiting.push(total!);
          tf.dispose(others as tf.NamedTensorMap);
        } finally {
          tf.dispose([batch.x, batch.y] as unknown as tf.TensorContainer);
        }
        step++;
        if (waiting.length === TOGETHER || step === steps) going = await settle();
        await breathe();
        if (!going || step === steps) break;
      }
      if (step === before) {
        throw new RangeError(`Cannot find a rate as an epoch needs a batch: got none of ${data.name}.`);
      }
    }
    await settle();
    return { lrs: rates.slice(0, losses.length), losses };
  } finally {
    tf.dispose(waiting);
    learn?.release?.();
    tf.dispose(slots);
    for (const [i, variable] of variables.entries()) variable.assign(held[i]!);
    tf.dispose(held);
  }
}
