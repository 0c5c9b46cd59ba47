/** Weights that do not learn in a run, though the model lets them. */
import type { Params } from "../model.ts";
import type { Optimizer } from "../optimizer.ts";

/**
 * Makes what freezes the weights that an optimizer leaves as they are, for as long as something runs: in it they do not learn, and
 * batch norms that hold them normalize by their running statistics.
 *
 * @param params The model's weights.
 * @param optimizer Who says which are frozen.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { groups, sgd, weight } from "jsr:@raptor/raptor";
 * import { freezing } from "./freezing.ts";
 *
 * const params = { stem: weight([2], 0), head: weight([2], 0) };
 * const frozen = freezing(params, groups(sgd({ lr: 1 }), { weights: { stem: { frozen: true } } }));
 * assertEquals(frozen(() => [params.stem.trainable, params.head.trainable]), [false, true]);
 * assertEquals(params.stem.trainable, true);
 * ```
 */
export function freezing(params: Params, optimizer: Pick<Optimizer, "frozen">): <T>(run: () => T) => T {
  const those = (optimizer.frozen?.(params) ?? []).map((name) => params[name]!).filter(({ trainable }) => trainable);
  return (run) => {
    for (const weight of those) weight.trainable = false;
    try {
      return run();
    } finally {
      for (const weight of those) weight.trainable = true;
    }
  };
}
