/** A new order each epoch. */
import { asPart } from "../options/settle.ts";
import type { Order, Pass } from "../order.ts";
import { generator, mixSeed, permutation } from "../tensors/random.ts";

/**
 * Every sample once an epoch, in an order of its own each time (`RandomSampler` of PyTorch).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shuffled } from "jsr:@raptor/raptor";
 *
 * const order = shuffled()({ size: 5, batchSize: 2, epoch: 0, seed: 0 });
 * assertEquals([...order].toSorted(), [0, 1, 2, 3, 4]);
 * ```
 */
export function shuffled(): Order {
  return asPart(
    "shuffled",
    ({ size, epoch, seed }: Pass) => permutation(size, generator(mixSeed(seed, "order", epoch))),
    { settings: Object.freeze({}) },
  );
}
