/** The hooks that every run has unless it says otherwise. */
import type { Hook } from "../hook.ts";
import { checkpoint, type CheckpointOptions } from "../hooks/checkpoint.ts";
import { interrupt } from "../hooks/interrupt.ts";
import { log, type LogOptions } from "../hooks/log.ts";
import { scalars } from "../hooks/scalars.ts";
import type { LogFiles } from "./work_dir.ts";

/** Which of the default hooks a run has, and how they work. */
export interface HookChoice {
  /** The log; `interval` also says how many steps lie between reads of the losses. False for none. */
  readonly log?: Omit<LogOptions, "file"> | false;
  /** Checkpoints, where there is a `workDir`. False for none. */
  readonly checkpoint?: CheckpointOptions | false;
  /** Whether Ctrl-C ends the run after the step in progress. Default true. */
  readonly interrupt?: boolean;
}

/**
 * Makes the default hooks.
 *
 * @param choice Which, and how.
 * @param workDir Where checkpoints go; undefined for none.
 * @param files Where the log goes; undefined for the console alone.
 */
export function defaultHooks(
  { log: logging = {}, checkpoint: saving = {}, interrupt: interruptible = true }: HookChoice,
  workDir: string | undefined,
  files: LogFiles | undefined,
): Hook[] {
  const hooks: Hook[] = [];
  if (logging !== false) {
    hooks.push(log(files === undefined ? logging : { ...logging, file: files.log }));
    const { interval } = logging;
    if (files !== undefined) hooks.push(scalars(files.scalars, { ...interval !== undefined && { interval } }));
  }
  if (saving !== false && workDir !== undefined) hooks.push(checkpoint(workDir, saving));
  if (interruptible) hooks.push(interrupt());
  return hooks;
}
