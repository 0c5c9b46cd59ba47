/** Slots that checkpoints of before lack: they are loaded without them. */
import type { tf } from "../tf.ts";

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
 * import { isNewer, newer } from "./newer.ts";
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
