/** The hooks that every run has unless it says otherwise. */
import type { Hook } from "../hook.ts";
import { checkpoint, type CheckpointOptions } from "../hooks/checkpoint.ts";
import { interrupt } from "../hooks/interrupt.ts";
import { log, type LogOptions } from "../hooks/log.ts";
import { scalars } from "../hooks/scalars.ts";
import { requireRange } from "../options/settle.ts";
import type { LogFiles } from "./work_dir.ts";

/** What is saved and kept, and where. */
export interface SavingOptions extends CheckpointOptions {
  /** Where checkpoints go, `last_checkpoint` too, if not to `workDir`. */
  readonly dir?: string;
}

/** How a run is logged, and where. */
export interface LoggingOptions extends Omit<LogOptions, "file"> {
  /** Where the folders of logs go, if not to `workDir`. */
  readonly dir?: string;
}

/** Which of the default hooks a run has, and how they work. */
export interface HookChoice {
  /** The log; `interval` also says how many steps lie between reads of the losses. False for none. */
  readonly log?: LoggingOptions | false;
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

/** The default hooks, and where they stand among those of a user. */
export interface DefaultHooks {
  /** Those that write down, which are asked first. */
  readonly before: readonly Hook[];
  /** Those that save and stop: what the others keep of an event is in the checkpoint that is written at it. */
  readonly after: readonly Hook[];
}

/**
 * Where the logs of a run are; undefined where it has none.
 *
 * @param options Of a runner.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { logsFolder } from "./default_hooks.ts";
 *
 * assertEquals(logsFolder({ workDir: "work", log: { dir: "logs" } }), "logs");
 * assertEquals(logsFolder({ workDir: "work", log: false }), "work");
 * ```
 */
export function logsFolder({ workDir, log }: HookChoice & { readonly workDir?: string }): string | undefined {
  return (log || {}).dir ?? workDir;
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
): DefaultHooks {
  const before: Hook[] = [], after: Hook[] = [];
  if (logging !== false) {
    // The log refuses what is no object.
    if (typeof logging !== "object" || logging === null) log(logging);
    const { dir, ...options } = logging;
    if (dir !== undefined) requireRange("runner", "a string", { "log.dir": dir });
    before.push(log(files === undefined ? options : { ...options, file: files.log }));
    const { interval, ignoreLast, smooth } = options;
    const shared = {
      ...interval !== undefined && { interval },
      ...ignoreLast !== undefined && { ignoreLast },
      ...smooth !== undefined && { smooth },
    };
    if (files !== undefined) before.push(scalars(files.scalars, shared));
  }
  if (saving !== false && folder !== undefined) {
    if (typeof saving !== "object" || saving === null) checkpoint(folder, saving);
    const { dir, ...options } = saving;
    if (dir !== undefined) requireRange("runner", "a string", { "checkpoint.dir": dir });
    after.push(checkpoint(folder, options));
  }
  if (interruptible) after.push(interrupt());
  return { before, after };
}
