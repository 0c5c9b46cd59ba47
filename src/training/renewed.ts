/** Running statistics that fit the weights which are published, taken from the batches that were learnt from. */
import { tf } from "../tf.ts";
import { breather } from "../breathe.ts";
import type { Epoch } from "../dataset.ts";
import type { Kept } from "../engine.ts";
import type { Moment, Slots } from "../optimizer.ts";
import { distinct } from "../tensors/by_name.ts";
import { namesNotFinite } from "../tensors/non_finite.ts";
import { mixSeed } from "../tensors/random.ts";
import { freezing } from "./freezing.ts";
import type { Plan } from "./plan.ts";
import { publish } from "./publish.ts";
import { timed } from "./timed.ts";

/** Whose statistics are taken, and from what. */
export interface Renewing<X, P, Y, N extends string>
  extends Pick<Plan<X, P, Y, N>, "model" | "data" | "engine" | "optimizer" | "stopped" | "stopping" | "nonFinite"> {
  /** Of the optimizer's `init`. */
  readonly slots: Slots;
}

/**
 * Takes the running statistics of what an optimizer publishes anew, as PyTorch's `torch.optim.swa_utils.update_bn`: by a pass in
 * training mode, in which each batch weighs alike. The weights that learn, and their statistics, are as before afterwards. Where
 * steps that are not finite are left out, so are batches whose statistics are not.
 *
 * @param which The pass; every rank takes all of it, and so the same.
 * @param at Where in the run it happens.
 * @returns What was done, as a line for the log; undefined where the run was stopped meanwhile, and nothing is kept.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { batchNorm, cpu, sgd, swa, tf } from "jsr:@raptor/raptor";
 * import { renewed } from "./renewed.ts";
 *
 * const engine = await cpu().open(), model = batchNorm({ channels: 1 }), { params } = model;
 * const optimizer = swa(sgd({ lr: 1 }), { updateBatchNorms: true }), slots = optimizer.init(params);
 * const moment = { step: 0, steps: 1, stepsPerEpoch: 1 };
 * tf.tidy(() => optimizer.update({ offset: tf.zeros([1]) }, slots, params, moment));
 * const batch = (x: number) => ({ x: tf.tensor2d([[x - 1], [x + 1]]), y: 0, size: 2 });
 * const data = { name: "two", train: () => [batch(2), batch(6)] };
 * await renewed({ model, data, engine, optimizer, slots, stopped: () => undefined }, { epoch: 1, seed: 0 }, moment);
 * assertEquals([slots["mean/renewed"]!.arraySync(), slots["variance/renewed"]!.arraySync()], [[4], [2]]);
 * assertEquals(params.mean!.arraySync(), [0]);
 * ```
 */
export async function renewed<X, P, Y, N extends string>(
  { model, data, engine, optimizer, slots, stopped, stopping, nonFinite }: Renewing<X, P, Y, N>,
  which: Epoch,
  at: Moment,
): Promise<string | undefined> {
  const statistics = Object.values(distinct(model.params)).filter(({ trainable }) => !trainable);
  const taken = () => statistics.map((variable) => tf.clone(variable));
  const giveBack = (those: readonly tf.Tensor[]) => {
    for (const [i, variable] of statistics.entries()) variable.assign(those[i]!);
  };
  const before = taken(), frozen = freezing(model.params, optimizer);
  const look = (x: X, seed: number, statisticsShare: number): void =>
    void tf.tidy(() => void model.forward(x, { training: true, seed, statisticsShare, moment: at }));
  const run: typeof look & Kept = engine.compile?.(look) ?? look, breathe = breather();
  const shown = publish(model.params, optimizer, slots);
  let batches = 0, leftOut = 0;
  try {
    for await (const { batch } of timed(data.train(which), stopping)) {
      const last = nonFinite === "skip" ? taken() : [];
      try {
        frozen(() => run(batch.x, mixSeed(which.seed, "statistics", batches + leftOut), 1 / ++batches));
        if (last.length > 0 && (await namesNotFinite(Object.fromEntries(statistics.entries()))).length > 0) {
          giveBack(last);
          batches--, leftOut++;
        }
      } finally {
        tf.dispose(last);
        tf.dispose([batch.x, batch.y] as unknown as tf.TensorContainer);
      }
      await breathe();
      if (stopped() !== undefined) break;
    }
    if (stopped() !== undefined || batches === 0) return undefined;
    tf.tidy(() => optimizer.renew!(slots, model.params));
    const others = leftOut === 0 ? "" : ` ${leftOut} more were left out, as their statistics must be finite.`;
    return `The statistics of norms were taken anew for the averaged weights, over ${batches} batches.${others}`;
  } finally {
    run.release?.();
    shown.back();
    giveBack(before);
    tf.dispose(before);
  }
}
