/** The hooks that every run has unless it says otherwise. */
import type { Hook } from "../hook.ts";
import { checkpoint, type CheckpointOptions } from "../hooks/checkpoint.ts";
import { interrupt } from "../hooks/interrupt.ts";
import { log, type LogOptions } from "../hooks/log.ts";
import { scalars } from "../hooks/scalars.ts";
import { requireRange } from "../options/require_range.ts";
import type { LogFiles } from "./work_dir.ts";

/** What is saved and kept, and where. */
export interface SavingOptions extends CheckpointOptions {
  /** Where checkpoints go, `last_checkpoint` too, if not to `workDir`. */
  readonly dir?: string;
}

/** Which of the default hooks a run has, and how they work. */
export interface HookChoice {
  /** The log; `interval` also says how many steps lie between reads of the losses. False for none. */
  readonly log?: Omit<LogOptions, "file"> | false;
  /** Checkpoints, where there is a `workDir` or a `dir`. False for none. */
  readonly checkpoint?: SavingOptions | false;
  /** Whether Ctrl-C, SIGTERM and SIGHUP end the run after the step in progress. Default true. */
  readonly interrupt?: boolean;
}

/**
 * Where the checkpoints of a run are; undefined where it has none.
 *
 * @param options Of a runner.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { checkpointFolder } from "./default_hooks.ts";
 *
 * assertEquals(checkpointFolder({ workDir: "work", checkpoint: { dir: "weights" } }), "weights");
 * assertEquals(checkpointFolder({ workDir: "work" }), "work");
 * ```
 */
export function checkpointFolder(
  { workDir, checkpoint }: HookChoice & { readonly workDir?: string },
): string | undefined {
  return (checkpoint || {}).dir ?? workDir;
}

/**
 * Makes the default hooks.
 *
 * @param choice Which, and how.
 * @param folder Where checkpoints go; undefined for none.
 * @param files Where the log goes; undefined for the console alone.
 */
export function defaultHooks(
  { log: logging = {}, checkpoint: saving = {}, interrupt: interruptible = true }: HookChoice,
  folder: string | undefined,
  files: LogFiles | undefined,
): Hook[] {
  const hooks: Hook[] = [];
  if (logging !== false) {
    hooks.push(log(files === undefined ? logging : { ...logging, file: files.log }));
    const { interval } = logging;
    if (files !== undefined) hooks.push(scalars(files.scalars, { ...interval !== undefined && { interval } }));
  }
  if (saving !== false && folder !== undefined) {
    const { dir, ...options } = saving;
    if (dir !== undefined) requireRange("runner", "a string", { "checkpoint.dir": dir });
    hooks.push(checkpoint(folder, options));
  }
  if (interruptible) hooks.push(interrupt());
  return hooks;
}
