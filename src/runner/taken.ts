/** What a runner and its calls take: options, hooks with their place, one optimizer or one for each part. */
import { given, requireRange, settle } from "../options/settle.ts";
import { checkpointFolder, defaultHooks } from "./default_hooks.ts";
import { checkRanks } from "./ranks/check_ranks.ts";
import type { RunnerOptions } from "./run.ts";
import type { Hook } from "../hook.ts";
import type { Optimizer } from "../optimizer.ts";
import { byPart } from "../optimizers/by_part.ts";

/**
 * Refuses options that a runner, its log or its checkpoints do not know, or that are out of their range.
 *
 * @throws {TypeError} If there is an unknown one.
 * @throws {RangeError} If one is out of its range.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkOptions } from "./taken.ts";
 *
 * assertThrows(() => checkOptions({ workdir: "x" } as never), TypeError, "Did you mean workDir?");
 * ```
 */
export function checkOptions(options: RunnerOptions): void {
  const { workDir, name, seed, deterministic, log, checkpoint, interrupt, ranks } = given(options);
  settle("runner", options, { workDir, name, seed, deterministic, log, checkpoint, interrupt, ranks });
  const texts = { ...workDir !== undefined && { workDir }, ...name !== undefined && { name } };
  requireRange("runner", "a string", texts);
  if (workDir === "") {
    throw new RangeError(
      'Cannot make runner as workDir must name a folder: got "". Leave it out to write nothing, "." is here.',
    );
  }
  for (const [option, value] of Object.entries({ deterministic, interrupt })) {
    if (value !== undefined) requireRange("runner", "true or false", { [option]: value });
  }
  if (ranks !== undefined) checkRanks(ranks);
  // Made once to be checked.
  defaultHooks(options, checkpointFolder(options) ?? "", undefined);
}

/** Where hooks stand. */
export interface HookPlace {
  /**
   * `first`: before all others, the log too. `hooks`: after the logs and before what saves and stops. `last`: after all
   * others, so that they hear of an epoch once it is saved.
   */
  readonly place: "first" | "hooks" | "last";
}

/**
 * What `.hook()` was given: hooks one by one, or a list of them with their place.
 *
 * @throws {TypeError} If there is no such option.
 * @throws {RangeError} If there is no such place.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { placed } from "./taken.ts";
 *
 * const hook = () => {};
 * assertEquals(placed([hook]), { hooks: [hook], place: "hooks" });
 * assertEquals(placed([[hook], { place: "first" }]), { hooks: [hook], place: "first" });
 * ```
 */
export function placed(given: readonly unknown[]): { readonly hooks: readonly Hook[] } & HookPlace {
  const [list, options = {}] = given;
  if (!Array.isArray(list)) return { hooks: given as Hook[], place: "hooks" };
  const { place = "hooks" } = options as Partial<HookPlace>;
  settle("hook", options as Partial<HookPlace>, { place });
  if (!["first", "hooks", "last"].includes(place)) {
    throw new RangeError(`Cannot place hooks as place must be first, hooks or last: got ${place}.`);
  }
  return { hooks: list, place };
}

/**
 * One optimizer as it is, or one for each part of the model as one of all.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sgd } from "jsr:@raptor/raptor";
 * import { oneOptimizer } from "./taken.ts";
 *
 * const one = sgd({ lr: 0.1 });
 * assertEquals([oneOptimizer(one) === one, typeof oneOptimizer({ head: one }).update], [true, "function"]);
 * ```
 */
export function oneOptimizer(given: Optimizer | Readonly<Record<string, Optimizer | undefined>>): Optimizer {
  const isRecord = typeof given === "object" && given !== null && !("update" in given);
  return isRecord ? byPart(given as Readonly<Record<string, Optimizer>>) : given as Optimizer;
}
