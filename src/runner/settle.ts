/** Which weights a model is used with. */
import type { Snapshot } from "../snapshot.ts";
import { hasMoved } from "../training/claim.ts";
import { initialize } from "../tensors/weight.ts";
import { restoreWeights } from "../training/snapshot.ts";
import { loadedLines, loadWeights } from "../weights/load_weights.ts";
import type { Loan } from "./origin.ts";

/**
 * Gives a model that was lent the weights of a checkpoint; where there is none, those of the files that it begins with, and what
 * it lacks then is drawn.
 *
 * @param loan The model.
 * @param from The checkpoint; undefined for none.
 * @param seed Of what is drawn.
 * @returns What the log says of the files.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mlp } from "jsr:@raptor/raptor";
 * import { settle } from "./settle.ts";
 *
 * const model = mlp({ sizes: [1, 1] });
 * await settle({ model, end: () => {} }, undefined, 7);
 * assertEquals(Object.values(model.params).every((weight) => Number.isFinite(weight.dataSync()[0])), true);
 * ```
 */
export async function settle({ model, move }: Loan, from: Snapshot | undefined, seed: number): Promise<string[]> {
  if (from !== undefined) {
    restoreWeights(from, model);
    move?.();
    return [];
  }
  // What a run has moved is not put back.
  const loaded = hasMoved(model.params) ? [] : await loadWeights(model);
  initialize(model, seed);
  return loadedLines(loaded);
}
