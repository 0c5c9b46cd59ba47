/** Large batches in small parts: gradients add up over steps before the weights move. */
import type { Moment, Optimizer, Slots } from "../optimizer.ts";
import type { Params } from "../model.ts";
import { ledger, numbersOf, writeNumbers } from "../tensors/ledger.ts";
import { meeting } from "../tensors/meeting.ts";
import { countMade, leftOutOf, madeSlot } from "../tensors/counted.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { makeSlots } from "../tensors/slots.ts";
import { requirePart, requireRange } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";

/** How many examples are in the sums, on the device: a loss may count them there. */
const COUNT = "accumulated/count";
/** Steps in the sums, updates made, and for each weight whether it has had a gradient since the last one. */
const LEDGER = "accumulated/ledger";
const SUM = "/accumulated", MADE = "accumulated/made";

/**
 * Moves the weights once in `n` steps, by the mean gradient of the examples of those steps, as if they had been one batch
 * (MMEngine's `accumulative_counts`, which takes the mean of the steps).
 *
 * A step weighs as many examples as its loss is a mean over, which is the size of its batch unless the loss counts
 * otherwise: so batches of unequal sizes and masked means are those of the large batch. Steps are counted over the whole
 * run, across epochs. Its last step always moves the weights, by what is left. Schedules go on counting steps, not
 * updates. Batch norm still sees each small batch by itself. A step that is left out, as its gradients are not finite, is
 * one of the `n` but adds nothing; where it would have moved the weights, the sums wait for the next time, and an optimizer that
 * counts its updates does not count it.
 *
 * The slots of a weight are those of the optimizer and `accumulated`, the sum so far; `accumulated/count` and
 * `accumulated/ledger` say what is in the sums, `accumulated/made` how many updates were not left out.
 *
 * @param n Steps for one update.
 * @param optimizer What moves the weights; a chain is clipped after the gradients have been added up.
 * @throws {RangeError} If `n` is not a whole number of at least 1.
 * @throws {TypeError} If the second part is no optimizer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accumulate, sgd, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([], 0) };
 * const optimizer = accumulate(2, sgd({ lr: 1 }));
 * const slots = optimizer.init(params);
 * const walk = [1, 3, 7].map((gradient, step) => {
 *   tf.tidy(() => optimizer.update({ w: tf.scalar(gradient) }, slots, params, { step, steps: 3, stepsPerEpoch: 3 }));
 *   return params.w.dataSync()[0];
 * });
 * assertEquals(walk, [0, -2, -9]);
 * ```
 */
export function accumulate(n: number, optimizer: Optimizer): Optimizer {
  requireRange("accumulate", "a whole number of at least 1", { n });
  requirePart("accumulate", "an optimizer", optimizer, "accumulate(4, sgd(...))");

  /** Moves the weights that have had a gradient, and empties the sums. */
  const apply = (slots: Slots, params: Params, at: Moment, updates: number, had: readonly number[]): void => {
    // Steps that were left out are no updates that were.
    const moment = { ...at, updates, ...at.leftOut && { leftOut: leftOutOf(slots[MADE]!, updates) } };
    const names = summed(slots).filter((_, i) => had[i] === 1);
    // A sum over no examples is 0.
    const count = tf.maximum(slots[COUNT]!, 1e-30);
    const sums = names.map((name) => slots[name + SUM]!), met = meeting();
    // What ranks have added up each for itself crosses to the others once.
    const whole = met?.partial === true ? met.gradients!(sums, names) : sums;
    const means = Object.fromEntries(names.map((name, i) => [name, tf.div(whole[i]!, count)]));
    optimizer.update(means, slots, params, moment);
    countMade(slots[MADE]!, updates);
    for (const slot of [COUNT, ...names.map((name) => name + SUM)]) slots[slot]!.assign(tf.zerosLike(slots[slot]!));
    writeNumbers(slots[LEDGER]!, [0, updates + 1, ...had.map(() => 0)]);
  };

  const accumulating: Optimizer = Object.freeze<Optimizer>({
    name: `accumulate > ${optimizer.name}`,
    settings: plainRecord({ n, optimizer }),
    lr: (step, span) => optimizer.lr(step, span),
    ...optimizer.rates && { rates: (step, span) => optimizer.rates!(step, span) },
    ...optimizer.frozen && { frozen: (params) => optimizer.frozen!(params) },
    ...optimizer.tells && { tells: (params) => optimizer.tells!(params) },
    init(params) {
      const frozen = optimizer.frozen?.(params) ?? [];
      const learned = Object.fromEntries(Object.entries(params).filter(([name]) => !frozen.includes(name)));
      const [slots, sums] = [optimizer.init(params), makeSlots(learned, [SUM.slice(1)])];
      if (LEDGER in slots) {
        throw new RangeError(
          `Cannot accumulate as it must be done once: got ${optimizer.name} within accumulate. Multiply the two numbers.`,
        );
      }
      const size = Object.keys(sums).length;
      if (size === 0) return slots;
      return {
        ...slots,
        ...sums,
        [COUNT]: weight([], 0, { trainable: false }),
        [LEDGER]: ledger(2 + size),
        [MADE]: madeSlot(),
      };
    },
    update(grads, slots, params, moment) {
      const { step, steps, count = 1, last = step + 1 === steps } = moment;
      for (const [name, gradient] of Object.entries(grads)) {
        const sum = slots[name + SUM]!;
        sum.assign(tf.add(sum, tf.mul(gradient, count)));
      }
      slots[COUNT]!.assign(tf.add(slots[COUNT]!, count));
      const [taken, updates, ...before] = numbersOf(slots[LEDGER]!);
      const had = summed(slots).map((name, i) => name in grads ? 1 : before[i]!);
      if (taken! + 1 < n && !last) writeNumbers(slots[LEDGER]!, [taken! + 1, updates!, ...had]);
      else apply(slots, params, moment, updates!, had);
    },
    flush(slots, params, moment) {
      const [taken, updates, ...had] = numbersOf(slots[LEDGER]!);
      if (taken! > 0) apply(slots, params, moment, updates!, had);
    },
    ...optimizer.published && { published: (slots, params) => optimizer.published!(slots, params) },
    ...optimizer.renew && {
      renews: (slots, params) => optimizer.renews!(slots, params),
      renew: (slots, params) => optimizer.renew!(slots, params),
    },
    within: (self, around) => self === accumulating ? accumulate(n, around(optimizer)) : undefined,
    partial: (slots) => summed(slots).map((name) => name + SUM),
  });
  return accumulating;
}

/** The weights that have sums, in the order of the ledger. */
function summed(slots: Slots): string[] {
  return Object.keys(slots).filter((name) => name.endsWith(SUM)).map((name) => name.slice(0, -SUM.length));
}
