/**
 * Updates that were made. The host counts those that it asks for; which of them were left out, as their step was not finite, the
 * device alone knows: it counts in a slot that is taken back with all others.
 */
import { tf } from "../tf.ts";
import { newer } from "./newer.ts";
import { weight } from "./weight.ts";

/** Makes the slot: one more than the updates that were made, 0 where that is not known. */
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
 * import { countMade, leftOutOf, madeSlot } from "./made.ts";
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
