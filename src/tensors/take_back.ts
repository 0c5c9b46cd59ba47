/** Changes of variables that are taken back on the device, where a condition that nobody has read says so. */
import { tf } from "../tf.ts";
import { takeBackUpdate } from "./update.ts";

/**
 * Runs what changes variables, and gives them back what they held where the condition is false. What they hold is copied
 * before, so it takes as much memory as they do.
 *
 * @param keep A boolean scalar: whether the changes stay.
 * @param variables What may change, float32.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { takingBack } from "./take_back.ts";
 *
 * const w = tf.variable(tf.tensor1d([1]));
 * tf.tidy(() => takingBack(tf.scalar(false, "bool"), [w], () => w.assign(tf.tensor1d([NaN]))));
 * assertEquals(w.arraySync(), [1]);
 * ```
 */
export function takingBack(keep: tf.Tensor, variables: readonly tf.Variable[], run: () => void): void {
  const held = variables.map((variable) => ({ variable, data: variable.dataId, before: tf.mul(variable, 1) }));
  run();
  for (const { variable, data, before } of held) {
    if (variable.dataId === data) takeBackUpdate(variable, before, keep);
    else variable.assign(tf.where(keep, variable, before));
  }
}

/**
 * As {@linkcode takingBack} in two parts, for variables that change by `assign` alone, which need no copies: those that did
 * not change cost nothing.
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
export function remember(variables: readonly tf.Variable[]): (keep: tf.Tensor) => void {
  const held = variables.map((variable) => ({ variable, before: tf.clone(variable) }));
  return (keep) => {
    for (const { variable, before } of held) {
      if (variable.dataId !== before.dataId) variable.assign(tf.where(keep, variable, before));
    }
  };
}
