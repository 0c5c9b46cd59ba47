/** The folder that a run writes to. */
import { join } from "node:path";
import { stamp } from "../record/format.ts";
import { grantHint } from "../terminal/permission_flag.ts";

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
 * Makes the work directory and the folder of a new log in it, and so finds out whether it can be written to.
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
  const time = stamp(new Date()).replaceAll(/[/:]/g, "").replace(" ", "_");
  const logDir = join(workDir, time);
  try {
    await Deno.mkdir(join(logDir, "vis_data"), { recursive: true });
  } catch (error) {
    const hint = error instanceof Deno.errors.NotCapable
      ? grantHint(["read", "write"], workDir)
      : "Give runner() another workDir, or make this one writable.";
    throw new Error(`Cannot write to the work directory ${workDir} as ${(error as Error).message}. ${hint}`, {
      cause: error,
    });
  }
  return { logDir, log: join(logDir, `${time}.log`), scalars: join(logDir, "vis_data", "scalars.json") };
}
