/** The memory of optimizers: variables beside the weights that learn, named `<weight>/<slot>`. */
import type { Params } from "../model.ts";
import type { Slots } from "../optimizer.ts";
import { distinct } from "./by_name.ts";
import { weight } from "./weight.ts";
import { tf } from "../tf.ts";

/**
 * Makes slots of a weight's shape for every weight that learns, once where it has two names, named `<weight>/<slot>`.
 *
 * @param params The model's weights.
 * @param names The slots of each weight.
 * @param filling What they hold at first. Default 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weight } from "jsr:@raptor/raptor";
 * import { makeSlots } from "./slots.ts";
 *
 * const params = { kernel: weight([2], 1), mean: weight([2], 0, { trainable: false }) };
 * assertEquals(Object.keys(makeSlots(params, ["velocity"])), ["kernel/velocity"]);
 * ```
 */
export function makeSlots(params: Params, names: readonly string[], filling = 0): Slots {
  return Object.fromEntries(
    Object.entries(distinct(params)).filter(([, { trainable }]) => trainable).flatMap(([name, { shape }]) =>
      names.map((slot) => [`${name}/${slot}`, weight(shape, filling, { trainable: false })])
    ),
  );
}

/**
 * A variable that does not learn, with the numbers that another one has now.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weight } from "jsr:@raptor/raptor";
 * import { copyOf } from "./slots.ts";
 *
 * const copy = copyOf(weight([2], 3));
 * assertEquals([copy.arraySync(), copy.trainable], [[3, 3], false]);
 * ```
 */
export function copyOf(variable: tf.Variable): tf.Variable {
  const copy = weight(variable.shape, 0, { trainable: false });
  tf.tidy(() => copy.assign(tf.mul(variable, 1)));
  return copy;
}

const mark = Symbol("newer");

/**
 * Marks a slot that optimizers of before did not have. Where a checkpoint has none, it is 0 afterwards, which is to mean that it
 * is not known.
 *
 * @returns The same slot.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weight } from "jsr:@raptor/raptor";
 * import { isNewer, newer } from "./slots.ts";
 *
 * assertEquals([newer(weight([], 1)), weight([], 1)].map(isNewer), [true, false]);
 * ```
 */
export function newer(slot: tf.Variable): tf.Variable {
  return Object.assign(slot, { [mark]: true });
}

/** Whether a slot was marked by {@linkcode newer}. */
export function isNewer(slot: tf.Variable): boolean {
  return mark in slot;
}
