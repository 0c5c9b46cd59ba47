/** Weights are learnt by one run at a time, and remember by whom: two runs over the same weights would undo each other. */
import type { Params } from "../model.ts";
import type { tf } from "../tf.ts";

/** What a weight remembers. */
interface Claim {
  /** Whether a run learns it now. */
  busy: boolean;
  /** For whom a run moved it last. */
  by: object | undefined;
}

const claim = Symbol("claim");

function claimOf(variable: tf.Variable): Claim {
  const owner = variable as tf.Variable & { [claim]?: Claim };
  return owner[claim] ??= { busy: false, by: undefined };
}

const learned = (params: Params): Claim[] =>
  Object.values(params).filter(({ trainable }) => trainable).map((variable) => claimOf(variable));

/** Whether a run learns one of these weights now. */
export function isBusy(params: Params): boolean {
  return learned(params).some(({ busy }) => busy);
}

/**
 * Whether a run has moved one of these weights.
 *
 * @param by For whom. Default anybody.
 */
export function hasMoved(params: Params, by?: object): boolean {
  return learned(params).some((claim) => claim.by !== undefined && (by === undefined || claim.by === by));
}

/** Writes down for whom these weights were moved. */
export function markMoved(params: Params, by: object): void {
  for (const claim of learned(params)) claim.by = by;
}

/**
 * Takes weights for one run.
 *
 * @returns What lets them go.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weight } from "jsr:@raptor/raptor";
 * import { isBusy, takeWeights } from "./claim.ts";
 *
 * const params = { slope: weight([], 0) };
 * const letGo = takeWeights(params);
 * assertEquals(isBusy(params), true);
 * letGo();
 * assertEquals(isBusy(params), false);
 * ```
 */
export function takeWeights(params: Params): () => void {
  const taken = learned(params).filter(({ busy }) => !busy);
  for (const claim of taken) claim.busy = true;
  return () => taken.forEach((claim) => claim.busy = false);
}
