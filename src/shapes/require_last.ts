/** How losses refuse numbers of which there should be one for each place of the last axis. */
import type { tf } from "../tf.ts";

/**
 * Refuses a list that would be broadcast, or not fit at all.
 *
 * @param loss What is computed, for the error.
 * @param option The name of the list.
 * @param list One number for each place.
 * @param x What it belongs to.
 * @throws {TypeError} Unless there are as many numbers as places of the last axis of `x`.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { requireLast } from "./require_last.ts";
 *
 * const text = "Cannot compute the cross-entropy as weights needs a number for each place of the last axis: got 2 and [4, 3].";
 * assertThrows(() => requireLast("cross-entropy", "weights", [1, 2], tf.zeros([4, 3])), TypeError, text);
 * ```
 */
export function requireLast(loss: string, option: string, list: readonly number[], x: tf.Tensor): void {
  if (list.length === x.shape.at(-1)) return;
  throw new TypeError(
    `Cannot compute the ${loss} as ${option} needs a number for each place of the last axis: got ${list.length} and ` +
      `[${x.shape.join(", ")}].`,
  );
}
