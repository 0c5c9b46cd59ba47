/** The order in which a source has its samples. */
import { asPart } from "../options/settle.ts";
import type { Order, Pass } from "../order.ts";

/**
 * Every sample once, in the order of its number (`SequentialSampler` of PyTorch).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { inOrder } from "jsr:@raptor/raptor";
 *
 * assertEquals(inOrder()({ size: 3, batchSize: 2, epoch: 7, seed: 0 }), Uint32Array.of(0, 1, 2));
 * ```
 */
export function inOrder(): Order {
  return asPart("inOrder", ({ size }: Pass) => Uint32Array.from({ length: size }, (_, i) => i), {
    settings: Object.freeze({}),
  });
}
