/** Lookahead: weights that are explored ahead, and followed slowly. */
import type { Optimizer } from "../optimizer.ts";
import { copyOf } from "../tensors/slots.ts";
import { distinct } from "../tensors/by_name.ts";
import { type Formula, formulaUpdate } from "../tensors/formula_update.ts";
import { ledger, numbersOf, writeNumbers } from "../tensors/ledger.ts";
import { given, requirePart, requireRange, settle } from "../options/settle.ts";

/** How far it looks. */
export interface LookaheadOptions {
  /** Updates between two looks back. Default 5. */
  readonly every?: number;
  /** The share of the way from the slow weights to the fast ones, in [0, 1]. Default 0.5. */
  readonly alpha?: number;
}

const SLOW = "/slow", LEDGER = "lookahead/ledger";

/**
 * Lookahead (Zhang et al., 2019): after every so many updates of an optimizer, slow += alpha * (weight - slow), and the weights
 * go on from there. What the optimizer remembers stays.
 *
 * The slots of a weight are those of the optimizer and `slow`, what the weight is when they are made; `lookahead/ledger` counts the
 * updates.
 *
 * @param optimizer What moves the weights.
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If the first part is no optimizer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lookahead, sgd, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([], 0) };
 * const optimizer = lookahead(sgd({ lr: 1 }), { every: 2, alpha: 0.25 }), slots = optimizer.init(params);
 * const walk = [0, 1, 2].map((step) => {
 *   tf.tidy(() => optimizer.update({ w: tf.scalar(-4) }, slots, params, { step, steps: 3, stepsPerEpoch: 3 }));
 *   return params.w.dataSync()[0];
 * });
 * assertEquals(walk, [4, 2, 6]);
 * ```
 */
export function lookahead(optimizer: Optimizer, options: LookaheadOptions = {}): Optimizer {
  const { every = 5, alpha = 0.5 } = given(options);
  const settings = settle("lookahead", options, { every, alpha }, { optimizer });
  requireRange("lookahead", "a whole number of at least 1", { every });
  requireRange("lookahead", "in [0, 1]", { alpha });
  requirePart("lookahead", "an optimizer", optimizer, "lookahead(sgd(...))");
  const looking: Optimizer = Object.freeze<Optimizer>({
    ...optimizer,
    elementwise: false,
    name: `lookahead > ${optimizer.name}`,
    settings,
    init(params) {
      const slots = optimizer.init(params), frozen = optimizer.frozen?.(params) ?? [];
      if (LEDGER in slots) {
        throw new RangeError(`Cannot look ahead as it must be done once: got ${optimizer.name} within lookahead.`);
      }
      const learned = Object.entries(distinct(params)).filter(([name, w]) => w.trainable && !frozen.includes(name));
      if (learned.length === 0) return slots;
      const slow = learned.map(([name, w]) => [name + SLOW, copyOf(w)]);
      return { ...slots, ...Object.fromEntries(slow), [LEDGER]: ledger(1) };
    },
    update(grads, slots, params, moment) {
      const [updates] = numbersOf(slots[LEDGER]!) as [number],
        slow = Object.keys(slots).filter((name) => name.endsWith(SLOW));
      optimizer.update(grads, slots, params, moment);
      if ((updates + 1) % every === 0) {
        for (const name of slow) {
          const writes = { weight: params[name.slice(0, -SLOW.length)]!, slow: slots[name]! };
          formulaUpdate(meet, { writes, reads: {}, numbers: { alpha, rest: 1 - alpha } });
        }
      }
      writeNumbers(slots[LEDGER]!, [updates + 1]);
    },
    within: (self, around) => self === looking ? lookahead(around(optimizer), options) : undefined,
  });
  return looking;
}

const meet: Formula<"weight" | "slow", never, "alpha" | "rest"> = ({ add, mul }, { weight, slow, alpha, rest }) => {
  const between = add(mul(slow, rest), mul(weight, alpha));
  return { weight: between, slow: between };
};
