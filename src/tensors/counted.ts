/** Optimizers that count their own updates: where there may be none in a step, or several, the steps are not their number. */
import type { Optimizer } from "../optimizer.ts";
import { ledger, numbersOf, writeNumbers } from "./ledger.ts";

const UPDATES = "counted/updates";

/**
 * The same optimizer, which counts its updates by itself; the slot `counted/updates` keeps their number.
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
  return Object.freeze<Optimizer>({
    ...optimizer,
    init: (params) => ({ ...optimizer.init(params), [UPDATES]: ledger(1) }),
    // Steps that were left out are no updates that were.
    update(grads, slots, params, { leftOut: _, ...moment }) {
      const [updates] = numbersOf(slots[UPDATES]!);
      optimizer.update(grads, slots, params, { ...moment, updates: updates! });
      writeNumbers(slots[UPDATES]!, [updates! + 1]);
    },
    ...optimizer.flush && {
      flush: (slots, params, moment) =>
        optimizer.flush!(slots, params, { ...moment, updates: numbersOf(slots[UPDATES]!)[0]! }),
    },
  });
}
