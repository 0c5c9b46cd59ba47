/** What is wrong with the options of a runner, before anything is begun that cannot be logged or saved. */
import { given, requireRange, settle } from "../options/settle.ts";
import { checkpointFolder, defaultHooks } from "./default_hooks.ts";
import { checkRanks } from "./ranks/check_ranks.ts";
import type { RunnerOptions } from "./run.ts";

/**
 * Refuses options that a runner, its log or its checkpoints do not know, or that are out of their range.
 *
 * @throws {TypeError} If there is an unknown one.
 * @throws {RangeError} If one is out of its range.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkOptions } from "./check_options.ts";
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
