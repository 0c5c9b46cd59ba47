/** The memory of optimizers: variables beside the weights that learn. */
import type { Params } from "../model.ts";
import type { Slots } from "../optimizer.ts";
import { distinct } from "./distinct.ts";
import { weight } from "./weight.ts";

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
 * import { makeSlots } from "./make_slots.ts";
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
