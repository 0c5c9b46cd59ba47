/** What is changed in place must be nobody else's. */
import { tf } from "../tf.ts";

/**
 * Gives a variable data of its own where a clone or a reshape shares it, which must not change with it.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { own } from "./own.ts";
 *
 * const w = tf.variable(tf.tensor1d([1]));
 * const clone = tf.clone(w);
 * own(w);
 * assert(w.dataId !== clone.dataId);
 * ```
 */
export function own(variable: tf.Variable): void {
  if (tf.backend().refCount(variable.dataId) > 1) tf.tidy(() => variable.assign(tf.mul(variable, 1)));
}
