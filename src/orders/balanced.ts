/** An order in which each class comes equally often. */
import { asPart } from "../options/settle.ts";
import type { Order, Pass } from "../order.ts";
import { generator, mixSeed, permutation } from "../tensors/random.ts";

/**
 * Every class equally often, give or take one sample, in an order by chance: an epoch has as many samples as there are, of which rare ones
 * come several times and some of the frequent ones not at all. Within a class all samples come before one comes again
 * (PyTorch's `WeightedRandomSampler` with weights of one by the count of the class, but without its repeats by chance).
 *
 * @throws {TypeError} From a pass, if the source tells no labels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { balanced } from "jsr:@raptor/raptor";
 *
 * const labels = [0, 0, 0, 0, 0, 1];
 * const order = balanced()({ size: 6, batchSize: 2, epoch: 0, seed: 0, labels: () => labels });
 * assertEquals(Array.from(order, (i) => labels[i]).toSorted(), [0, 0, 0, 1, 1, 1]);
 * ```
 */
export function balanced(): Order {
  return asPart("balanced", ({ size, epoch, seed, labels }: Pass) => {
    if (labels === undefined) {
      throw new TypeError(
        "Cannot balance classes as the source must tell the label of every sample: got none. Give it labels().",
      );
    }
    const all = labels(), members = new Map<number, number[]>();
    for (let i = 0; i < size; i++) {
      const of = members.get(all[i]!);
      if (of === undefined) members.set(all[i]!, [i]);
      else of.push(i);
    }
    const next = generator(mixSeed(seed, "order", epoch));
    const classes = [...members.keys()].sort((a, b) => a - b).map((label) => members.get(label)!);
    // Who gets one more where the classes do not share an epoch evenly is by chance.
    const turns = permutation(classes.length, next);
    const picks = new Uint32Array(size);
    let at = 0;
    for (const [turn, which] of turns.entries()) {
      const of = classes[which]!, share = Math.floor(size / classes.length) + (turn < size % classes.length ? 1 : 0);
      for (let dealt = 0, order = permutation(of.length, next); dealt < share; dealt++) {
        if (dealt > 0 && dealt % of.length === 0) order = permutation(of.length, next);
        picks[at++] = of[order[dealt % of.length]!]!;
      }
    }
    return permutation(size, next).map((i) => picks[i]!);
  }, { settings: Object.freeze({}) });
}
