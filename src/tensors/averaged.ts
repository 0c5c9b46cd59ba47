/** Averages of weights: what the optimizers that keep one have in common. */
import type { Params } from "../model.ts";
import type { Moment, Optimizer, Slots } from "../optimizer.ts";
import type { Settings } from "../settings.ts";
import { distinct } from "./by_name.ts";
import { ledger, numbersOf, writeNumbers } from "./ledger.ts";
import { descentUpdate } from "./update.ts";
import { weight } from "./weight.ts";
import { tf } from "../tf.ts";
import { requirePart } from "../options/settle.ts";

/** How an average is taken. */
export interface Averaging {
  /** Of the optimizer that takes it. */
  readonly name: string;
  /** Of the optimizer that takes it. */
  readonly settings: Settings;
  /** Whether running statistics are averaged as well; else they are those of the newest step. */
  readonly buffers: boolean;
  /** Whether running statistics are taken anew for the average, once the run is over. Default false. */
  readonly renewing?: boolean;
  /** Whether the average is taken at all yet. */
  begun(moment: Moment): boolean;
  /** Whether the weights of this update are taken into it, after so many updates since it began. */
  due(moment: Moment, since: number): boolean;
  /**
   * The share of the weights in the new average, after so many updates since it began; the first ones are all of it. Left
   * out, all that is taken weighs alike.
   */
  share?(since: number): number;
}

/** Of a weight: the sum of what was taken, by its shares. */
const TAKEN = "/averaged";
/** Updates since it began and those taken into it, on the host too. */
const LEDGER = "averaged/ledger";
/**
 * The sum of the shares. Steps that are left out since they were not finite are taken back on the device, this number with
 * them, while the host counts them: so the average is right without a read.
 */
const SUM = "averaged/sum";

/** Of a running statistic: what it is for the average, once it was taken anew. */
const RENEWED = "/renewed";
/** Whether that was done, on the host too. */
const DONE = "averaged/done";

/**
 * Keeps an average of the weights that an optimizer moves, which is published in their place.
 *
 * The slots of a weight are those of the optimizer and `averaged`, which is to be divided by `averaged/sum`.
 *
 * @param optimizer What moves the weights.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sgd, tf, weight } from "jsr:@raptor/raptor";
 * import { averaged } from "./averaged.ts";
 *
 * const params = { w: weight([], 0) }, always = () => true, share = () => 0.5;
 * const optimizer = averaged(sgd({ lr: 1 }), { name: "half", settings: {}, buffers: false, begun: always, due: always, share });
 * const slots = optimizer.init(params), moment = { step: 0, steps: 2, stepsPerEpoch: 2 };
 * for (let i = 0; i < 2; i++) tf.tidy(() => optimizer.update({ w: tf.scalar(-2) }, slots, params, moment));
 * assertEquals([params.w.dataSync()[0], tf.tidy(() => optimizer.published!(slots, params).w!.dataSync()[0])], [4, 3]);
 * ```
 */
export function averaged(optimizer: Optimizer, averaging: Averaging): Optimizer {
  const { name, settings, buffers, renewing = false, begun, due, share } = averaging;
  requirePart(name, "an optimizer", optimizer, `${name}(sgd(...))`);
  const isStatistic = ({ trainable, dtype }: tf.Variable) => !trainable && dtype === "float32";
  const isAveraged = ({ trainable, dtype }: tf.Variable) => trainable || buffers && dtype === "float32";
  const whole: Optimizer = Object.freeze<Optimizer>({
    ...optimizer,
    elementwise: false,
    name: `${name} > ${optimizer.name}`,
    settings,
    init(params) {
      const slots = optimizer.init(params);
      if (LEDGER in slots || optimizer.published !== undefined) {
        throw new RangeError(`Cannot average as the weights have one average: got ${optimizer.name} within ${name}.`);
      }
      const own = Object.entries(distinct(params)).filter(([, variable]) => isAveraged(variable));
      if (own.length === 0) return slots;
      const averages = own.map(([name, { shape }]) => [name + TAKEN, weight(shape, 0, { trainable: false })]);
      const statistics = Object.entries(distinct(params)).filter(([, variable]) => renewing && isStatistic(variable))
        .map(([name, { shape }]) => [name + RENEWED, weight(shape, 0, { trainable: false })]);
      const counts = {
        ...renewing && { [DONE]: ledger(1) },
        [SUM]: weight([], 0, { trainable: false }),
        [LEDGER]: ledger(2),
      };
      return { ...slots, ...Object.fromEntries([...averages, ...statistics]), ...counts };
    },
    update(grads, slots, params, moment) {
      optimizer.update(grads, slots, params, moment);
      if (!(LEDGER in slots) || !begun(moment)) return;
      const [since, taken] = numbersOf(slots[LEDGER]!) as [number, number];
      const now = due(moment, since);
      if (now) {
        if (isDone(slots)) writeNumbers(slots[DONE]!, [0]);
        const part = taken === 0 ? 1 : share?.(since);
        // Sums begin at 0, and 0 - 1 * (0 - weight) is the weight.
        const follow = (sum: tf.Variable, target: tf.Tensor) =>
          part === undefined
            ? descentUpdate(sum, target, { lr: -1 })
            : descentUpdate(sum, tf.sub(sum, target), { lr: part });
        for (const [name, average] of slotsOf(slots, TAKEN)) follow(average, params[name]!);
        follow(slots[SUM]!, tf.scalar(1));
      }
      writeNumbers(slots[LEDGER]!, [since + 1, taken + (now ? 1 : 0)]);
    },
    published(slots, params) {
      if (!isBegun(slots)) return {};
      const sum = slots[SUM]!, any = tf.greater(sum, 0), divisor = tf.maximum(sum, 1e-30);
      const averages = slotsOf(slots, TAKEN).map(([name, average]) =>
        [name, tf.where(any, tf.div(average, divisor), params[name]!)] as const
      );
      return Object.fromEntries<tf.Tensor>([...averages, ...isDone(slots) ? slotsOf(slots, RENEWED) : []]);
    },
    ...renewing && {
      renews: (slots: Slots) => isBegun(slots) && !isDone(slots) && slotsOf(slots, RENEWED).length > 0,
      renew(slots: Slots, params: Params) {
        for (const [name, slot] of slotsOf(slots, RENEWED)) slot.assign(tf.clone(params[name]!));
        writeNumbers(slots[DONE]!, [1]);
      },
    },
    within: (self, around) => self === whole ? averaged(around(optimizer), averaging) : undefined,
  });
  return whole;
}

function isBegun(slots: Slots): boolean {
  return LEDGER in slots && numbersOf(slots[LEDGER]!)[1] !== 0;
}

function isDone(slots: Slots): boolean {
  return DONE in slots && numbersOf(slots[DONE]!)[0] === 1;
}

/** The slots of one kind, by the names of their weights. */
function slotsOf(slots: Slots, kind: string): [string, tf.Variable][] {
  return Object.entries(slots).filter(([name]) => name.endsWith(kind))
    .map(([name, slot]) => [name.slice(0, -kind.length), slot]);
}
