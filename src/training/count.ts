/** How large a model is. */
import type { Params } from "../model.ts";
import { distinct } from "../tensors/by_name.ts";

/**
 * The trainable numbers of a model. A weight that is used twice counts once.
 *
 * @param params Its weights.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weight } from "jsr:@raptor/raptor";
 * import { countTrainable } from "./count.ts";
 *
 * assertEquals(countTrainable({ kernel: weight([2, 3], 0), mean: weight([3], 0, { trainable: false }) }), 6);
 * ```
 */
export function countTrainable(params: Params): number {
  return Object.values(distinct(params)).reduce((sum, { trainable, size }) => sum + (trainable ? size : 0), 0);
}
