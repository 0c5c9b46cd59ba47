/** How a run begins, and how many weights learn: the same words for one that trains and for one that judges. */
import type { StartEvent } from "../hook.ts";
import type { Progress } from "../snapshot.ts";
import type { Judging } from "./plan.ts";
import type { Params } from "../model.ts";
import { distinct } from "../tensors/by_name.ts";

/** Where a run begins that goes on from nothing. */
export const BEGINNING: Omit<Progress, "seed"> = { step: 0, epoch: 0, batch: 0, scores: {}, judged: 0, recent: {} };

/**
 * The event with which a run begins.
 *
 * @param plan What it trains or judges.
 * @param task Which verb began it.
 * @param at Where it goes on.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { beginning } from "./beginning.ts";
 *
 * const model = { name: "same", params: {}, forward: (x: number) => x };
 * const engine = { name: "cpu", backend: "cpu", version: "tfjs", device: "cpu" };
 * const plan = { model, data: { name: "none", train: () => [] }, engine, metrics: [], seed: 7, stopped: () => undefined };
 * assertEquals(beginning(plan, "val", { step: 3, recent: {} }).step, 3);
 * ```
 */
export function beginning<X, P, Y, N extends string>(
  { model, data, engine, seed, settings, stop, tracing }: Judging<X, P, Y, N>,
  task: StartEvent["task"],
  { step, recent }: Pick<Progress, "step" | "recent">,
): StartEvent {
  const names = { model: model.name, dataset: data.name, parameters: countTrainable(model.params) };
  const trace: StartEvent["trace"] = (listener) => void (tracing!.tell = listener);
  const others = { ...settings && { settings }, ...stop && { stop }, ...tracing && { trace } };
  return { type: "start", task, ...names, engine, seed, step, recent, ...others };
}

/**
 * The trainable numbers of a model. A weight that is used twice counts once.
 *
 * @param params Its weights.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weight } from "jsr:@raptor/raptor";
 * import { countTrainable } from "./beginning.ts";
 *
 * assertEquals(countTrainable({ kernel: weight([2, 3], 0), mean: weight([3], 0, { trainable: false }) }), 6);
 * ```
 */
export function countTrainable(params: Params): number {
  return Object.values(distinct(params)).reduce((sum, { trainable, size }) => sum + (trainable ? size : 0), 0);
}
