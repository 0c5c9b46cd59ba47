/** What `.optimizer()` takes, as one optimizer. */
import type { Optimizer } from "../optimizer.ts";
import { byPart } from "../optimizers/by_part.ts";

/**
 * One optimizer as it is, or one for each part of the model as one of all.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sgd } from "jsr:@raptor/raptor";
 * import { oneOptimizer } from "./one_optimizer.ts";
 *
 * const one = sgd({ lr: 0.1 });
 * assertEquals([oneOptimizer(one) === one, typeof oneOptimizer({ head: one }).update], [true, "function"]);
 * ```
 */
export function oneOptimizer(given: Optimizer | Readonly<Record<string, Optimizer | undefined>>): Optimizer {
  const isRecord = typeof given === "object" && given !== null && !("update" in given);
  return isRecord ? byPart(given as Readonly<Record<string, Optimizer>>) : given as Optimizer;
}
