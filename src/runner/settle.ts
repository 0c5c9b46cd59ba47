/** Which weights a model is used with. */
import type { Snapshot } from "../snapshot.ts";
import { initialize } from "../tensors/weight.ts";
import { restoreWeights } from "../training/snapshot.ts";
import type { Loan } from "./origin.ts";

/**
 * Gives a model that was lent the weights of a checkpoint; where there is none, those that it lacks are drawn.
 *
 * @param loan The model.
 * @param from The checkpoint; undefined for none.
 * @param seed Of what is drawn.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mlp } from "jsr:@raptor/raptor";
 * import { settle } from "./settle.ts";
 *
 * const model = mlp({ sizes: [1, 1] });
 * settle({ model, end: () => {} }, undefined, 7);
 * assertEquals(Object.values(model.params).every((weight) => Number.isFinite(weight.dataSync()[0])), true);
 * ```
 */
export function settle({ model, move }: Loan, from: Snapshot | undefined, seed: number): void {
  if (from === undefined) return initialize(model, seed);
  restoreWeights(from, model);
  move?.();
}
