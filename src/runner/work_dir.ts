/** The folder that a run writes to. */
import { join } from "node:path";
import { grantHint } from "../terminal/permission_flag.ts";
import { timestamp } from "./experiment.ts";

/** The files of one run's log. */
export interface LogFiles {
  /** `workDir/TIMESTAMP`. */
  readonly logDir: string;
  /** `workDir/TIMESTAMP/TIMESTAMP.log`. */
  readonly log: string;
  /** `workDir/TIMESTAMP/vis_data/scalars.json`. */
  readonly scalars: string;
}

/**
 * Makes the work directory and the folder of a new log in it, and so finds out whether it can be written to. Each run has a
 * log folder of its own, also where two begin in one second.
 *
 * @param workDir Made where it is missing.
 * @throws {Error} If it cannot be written to.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { openWorkDir } from "./work_dir.ts";
 *
 * const workDir = await Deno.makeTempDir();
 * assertStringIncludes((await openWorkDir(workDir)).scalars, "vis_data");
 * await Deno.remove(workDir, { recursive: true });
 * ```
 */
export async function openWorkDir(workDir: string): Promise<LogFiles> {
  await openFolder(workDir);
  const time = timestamp(new Date());
  for (let number = 1;; number++) {
    const name = number === 1 ? time : `${time}_${number}`, logDir = join(workDir, name);
    try {
      await Deno.mkdir(logDir);
      await Deno.mkdir(join(logDir, "vis_data"));
      return { logDir, log: join(logDir, `${name}.log`), scalars: join(logDir, "vis_data", "scalars.json") };
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw unwritable(workDir, error as Error);
    }
  }
}

/**
 * Makes a folder that a run writes to, where it is missing.
 *
 * @throws {Error} If it cannot be made.
 */
export async function openFolder(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true }).catch((error) => Promise.reject(unwritable(folder, error)));
}

function unwritable(folder: string, error: Error): Error {
  const hint = error instanceof Deno.errors.NotCapable
    ? grantHint(["read", "write"], folder)
    : "Give runner() another workDir, or make this one writable.";
  return new Error(`Cannot write to the work directory ${folder} as ${error.message}. ${hint}`, { cause: error });
}
