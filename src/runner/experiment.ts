/** What a run goes by in its logs. */
import { basename } from "node:path";
import { stamp } from "../record/format.ts";

/**
 * A run's name and the time of its beginning, as `cifar_20220822_155153`; the time alone where it has no name.
 *
 * @param name Of the runner.
 * @param logDir The folder of its log, which is named for the time.
 * @returns Undefined where there is neither.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { experimentOf } from "./experiment.ts";
 *
 * assertEquals(experimentOf("cifar", "work/20220822_155153"), "cifar_20220822_155153");
 * assertEquals(experimentOf(undefined, undefined), undefined);
 * ```
 */
export function experimentOf(name: string | undefined, logDir: string | undefined): string | undefined {
  if (name === undefined) return logDir && basename(logDir);
  return `${name}_${logDir === undefined ? timestamp(new Date()) : basename(logDir)}`;
}

/**
 * A moment as a part of a file's name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { timestamp } from "./experiment.ts";
 *
 * assertEquals(timestamp(new Date(2022, 7, 22, 15, 51, 53)), "20220822_155153");
 * ```
 */
export function timestamp(date: Date): string {
  return stamp(date).replaceAll(/[/:]/g, "").replace(" ", "_");
}
