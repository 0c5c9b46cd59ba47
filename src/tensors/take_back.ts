/** Changes of variables that are taken back on the device, where a condition that nobody has read says so. */
import { tf } from "../tf.ts";
import { takeBackUpdate } from "./update.ts";

/** Gives variables back what they held, where a boolean scalar is false. */
export type GiveBack = (keep: tf.Tensor) => void;

/**
 * Copies what variables hold, before it changes in place. It takes as much memory as they do.
 *
 * @param variables What may change, float32.
 * @returns What gives back, once the condition is known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { descentUpdate, tf } from "jsr:@raptor/raptor";
 * import { copied } from "./take_back.ts";
 *
 * const w = tf.variable(tf.tensor1d([1]));
 * tf.tidy(() => {
 *   const giveBack = copied([w]);
 *   descentUpdate(w, tf.tensor1d([NaN]), { lr: 1 });
 *   giveBack(tf.scalar(false, "bool"));
 * });
 * assertEquals(w.arraySync(), [1]);
 * ```
 */
export function copied(variables: readonly tf.Variable[]): GiveBack {
  const held = variables.map((variable) => ({ variable, data: variable.dataId, before: tf.mul(variable, 1) }));
  return (keep) => {
    for (const { variable, data, before } of held) {
      if (variable.dataId === data) takeBackUpdate(variable, before, keep);
      else variable.assign(tf.where(keep, variable, before));
    }
  };
}

/**
 * As {@linkcode copied}, for variables that change by `assign` alone, which need no copies: those that did not change cost
 * nothing.
 *
 * @returns What gives back, once the condition is known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { remember } from "./take_back.ts";
 *
 * const w = tf.variable(tf.tensor1d([1]));
 * tf.tidy(() => {
 *   const giveBack = remember([w]);
 *   w.assign(tf.tensor1d([NaN]));
 *   giveBack(tf.scalar(false, "bool"));
 * });
 * assertEquals(w.arraySync(), [1]);
 * ```
 */
export function remember(variables: readonly tf.Variable[]): GiveBack {
  const held = variables.map((variable) => ({ variable, before: tf.clone(variable) }));
  return (keep) => {
    for (const { variable, before } of held) {
      if (variable.dataId !== before.dataId) variable.assign(tf.where(keep, variable, before));
    }
  };
}
