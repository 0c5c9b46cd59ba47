/** Optimizers that count their own updates: where there may be none in a step, or several, the steps are not their number. */
import type { Moment, Optimizer, Slots } from "../optimizer.ts";
import { ledger, numbersOf, writeNumbers } from "./ledger.ts";
import { countMade, leftOutOf, madeSlot } from "./made.ts";

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
