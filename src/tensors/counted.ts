/**
 * Optimizers that count their own updates: where there may be none in a step, or several, the steps are not their
 * number.
 */
import type { Moment, Optimizer, Slots } from "../optimizer.ts";
import { ledger, numbersOf, writeNumbers } from "./ledger.ts";
import { tf } from "../tf.ts";
import { newer } from "./slots.ts";
import { weight } from "./weight.ts";

const UPDATES = "counted/updates", MADE = "counted/made";

/**
 * The same optimizer, which counts its updates by itself; the slot `counted/updates` keeps their number, `counted/made` that of
 * those that were not left out.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { adam, tf, weight } from "jsr:@raptor/raptor";
 * import { counted } from "./counted.ts";
 *
 * const params = { w: weight([], 1) }, optimizer = counted(adam({ lr: 0.1 })), slots = optimizer.init(params);
 * // The first update of Adam is of size lr, whatever step it is made in.
 * tf.tidy(() => optimizer.update({ w: tf.scalar(50) }, slots, params, { step: 70, steps: 99, stepsPerEpoch: 99 }));
 * assertAlmostEquals(params.w.dataSync()[0]!, 0.9, 1e-6);
 * ```
 */
export function counted(optimizer: Optimizer): Optimizer {
  const whole: Optimizer = Object.freeze<Optimizer>({
    ...optimizer,
    init: (params) => ({ ...optimizer.init(params), [UPDATES]: ledger(1), [MADE]: madeSlot() }),
    update(grads, slots, params, moment) {
      const own = momentOf(slots, moment);
      optimizer.update(grads, slots, params, own);
      countMade(slots[MADE]!, own.updates);
      writeNumbers(slots[UPDATES]!, [own.updates + 1]);
    },
    ...optimizer.flush &&
      { flush: (slots, params, moment) => optimizer.flush!(slots, params, momentOf(slots, moment)) },
    within: (self, around) => self === whole ? counted(around(optimizer)) : undefined,
  });
  return whole;
}

/** The moment by its own counts: steps that were left out are no updates that were. */
function momentOf(slots: Slots, moment: Moment): Moment & { readonly updates: number } {
  const [updates] = numbersOf(slots[UPDATES]!) as [number];
  return { ...moment, updates, ...moment.leftOut && { leftOut: leftOutOf(slots[MADE]!, updates) } };
}

/**
 * Makes a slot of the updates that were made: one more than they are, 0 where that is not known. The host counts those that it asks
 * for; which of them were left out, as their step was not finite, the device alone knows: the slot is taken back with all others.
 */
export function madeSlot(): tf.Variable {
  return newer(weight([], 1, { trainable: false }));
}

/**
 * How many updates were left out of all that the host has asked for.
 *
 * @param slot Of {@linkcode madeSlot}; where it does not know, none were.
 * @param asked Before this one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { countMade, leftOutOf, madeSlot } from "./counted.ts";
 *
 * const slot = madeSlot();
 * countMade(slot, 0);
 * // The second one is taken back.
 * assertEquals(leftOutOf(slot, 2).dataSync()[0], 1);
 * ```
 */
export function leftOutOf(slot: tf.Variable, asked: number): tf.Scalar {
  return tf.where(tf.greater(slot, 0), tf.sub(asked + 1, slot), 0) as tf.Scalar;
}

/** Counts an update, until it is taken back. */
export function countMade(slot: tf.Variable, asked: number): void {
  slot.assign(tf.add(tf.where(tf.greater(slot, 0), slot, asked + 1), 1));
}
