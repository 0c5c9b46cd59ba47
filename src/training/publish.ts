/** What a model is judged and used with, where that is not what learns: averages, for one. */
import type { Params } from "../model.ts";
import type { Optimizer, Slots } from "../optimizer.ts";
import { distinct } from "../tensors/by_name.ts";
import { tf } from "../tf.ts";

/** Weights that stand in place of those that learn. */
export interface Published {
  /** Gives the weights back what they have learnt, bit by bit. */
  back(): void;
  /** Leaves the model as it is. */
  keep(): void;
}

/**
 * Puts what an optimizer publishes in place of the weights of a model. Nothing is read: they stay on the device, and what
 * the optimizer keeps is not copied.
 *
 * @param params The weights of the model.
 * @param optimizer What moves them.
 * @param slots Of the optimizer's `init`; they stay as they are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, weight } from "jsr:@raptor/raptor";
 * import { publish } from "./publish.ts";
 *
 * const params = { w: weight([], 1) }, optimizer = { published: () => ({ w: tf.scalar(5) }) };
 * const shown = publish(params, optimizer, {});
 * assertEquals(params.w.arraySync(), 5);
 * shown.back();
 * assertEquals(params.w.arraySync(), 1);
 * ```
 */
export function publish(params: Params, optimizer: Pick<Optimizer, "published">, slots: Slots): Published {
  const weights = distinct(params), held = new Map<tf.Variable, tf.Tensor>();
  tf.tidy(() => {
    for (const [name, tensor] of Object.entries(optimizer.published?.(slots, params) ?? {})) {
      const variable = weights[name]!;
      held.set(variable, tf.keep(tf.clone(variable)));
      variable.assign(tensor);
    }
  });
  const end = (each: (variable: tf.Variable, before: tf.Tensor) => void) => {
    for (const [variable, before] of held) {
      each(variable, before);
      before.dispose();
    }
    held.clear();
  };
  return { back: () => end((variable, before) => variable.assign(before)), keep: () => end(() => {}) };
}
